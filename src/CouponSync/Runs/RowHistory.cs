using System.Text.Json;
using CouponSync.Files;
using CouponSync.Text;

namespace CouponSync.Runs;

/// <summary>
/// How many rows each input file had when it was last applied to an account: one small file for each account and mode
/// under the state directory, changed only by the run that holds the account. Standard input is not remembered: what
/// comes there is not the same file each time.
/// </summary>
internal sealed class RowHistory
{
    private readonly string _path;

    /// <summary>Opens the history of an account.</summary>
    /// <param name="stateDirectory">The state directory.</param>
    /// <param name="account">The account, held by this run.</param>
    public RowHistory(string stateDirectory, AccountLock account)
    {
        var directory = Path.Combine(stateDirectory, "inputs");
        PrivateFiles.CreateDirectory(directory);
        _path = Path.Combine(directory, $"{account.Id}-{Words.Mode(account.Livemode)}.json");
    }

    /// <summary>The rows an input had; null when it was never applied, or nobody can tell any more.</summary>
    /// <param name="input">The input as the command line named it.</param>
    public long? Find(string input) => input != "-" && Read().TryGetValue(Name(input), out var rows) ? rows : null;

    /// <summary>Remembers the rows of an input.</summary>
    /// <param name="input">The input as the command line named it.</param>
    /// <param name="rows">Its rows.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Remember(string input, long rows)
    {
        if (input == "-")
        {
            return;
        }

        var all = Read();
        all[Name(input)] = rows;
        using var file = AtomicFile.Create(_path);
        JsonSerializer.Serialize(file.Stream, all, StateJson.Default.DictionaryStringInt64);
        file.Commit();
    }

    // The same file under another spelling of its path is the same file.
    private static string Name(string input) => Path.GetFullPath(input);

    private Dictionary<string, long> Read()
    {
        try
        {
            using var file = BoundedStream.OfFile(_path);
            return JsonSerializer.Deserialize(file, StateJson.Default.DictionaryStringInt64) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or TooLongException or JsonException)
        {
            // Without a history there is nothing to compare with; the next successful run begins a new one.
            return [];
        }
    }
}
