using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Files;
using CouponSync.StripeApi;

namespace CouponSync.Runs;

/// <summary>
/// Which account a key belongs to, under a hash of the key, so that Stripe is not asked every night. A key never moves
/// to another account. A file that cannot be read or written only costs the question.
/// </summary>
/// <param name="stateDirectory">The state directory.</param>
internal sealed class KnownAccounts(string stateDirectory)
{
    private readonly string _path = Path.Combine(stateDirectory, "snapshots", "accounts.json");

    /// <summary>The account of a key; null when it is not remembered.</summary>
    /// <param name="fingerprint">The key's.</param>
    /// <param name="apiBase">Where it is used.</param>
    public string? Find(string fingerprint, string apiBase) =>
        // Earlier versions also noted that a key may not read its account, which may have changed since.
        Read().GetValueOrDefault(Name(fingerprint, apiBase)) is { } account && !ModeLock.IsUnknown(account) ? account : null;

    /// <summary>The account of a connection: the connected account it acts for, else the key's own where that is remembered.</summary>
    public string? Find(StripeConnection stripe) => stripe.ConnectedAccount ?? Find(stripe.Key.Fingerprint, stripe.DisplayAddress);

    /// <summary>Remembers the account of a key.</summary>
    public void Remember(string fingerprint, string apiBase, string account)
    {
        var accounts = Read();
        accounts[Name(fingerprint, apiBase)] = account;
        try
        {
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(_path)!);
            using var file = AtomicFile.Create(_path);
            JsonSerializer.Serialize(file.Stream, accounts, KnownAccountsJson.Default.DictionaryStringString);
            file.Commit();
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // The next run asks again.
        }
    }

    private static string Name(string fingerprint, string apiBase) => $"{fingerprint} {apiBase}";

    private Dictionary<string, string> Read()
    {
        try
        {
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(file, KnownAccountsJson.Default.DictionaryStringString) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}

/// <summary>How the file is written and read.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class KnownAccountsJson : JsonSerializerContext;
