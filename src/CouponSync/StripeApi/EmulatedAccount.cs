using CouponSync.Emulator;
using CouponSync.Files;

namespace CouponSync.StripeApi;

/// <summary>
/// The emulated account of <c>--emulator</c>: in memory while the program runs, in one file under the state directory
/// between runs. The first time it is an account that fits <c>samples/coupons.csv</c>.
/// </summary>
internal sealed class EmulatedAccount : IDisposable
{
    /// <summary>A key the emulator takes; it opens nothing else.</summary>
    public const string ApiKey = "sk_test_emulator";

    /// <summary>The address, which no request ever reaches.</summary>
    public const string ApiBase = "http://emulator.invalid";

    private readonly StripeEmulator _emulator;
    private readonly string _path;
    private bool _isSaved;

    private EmulatedAccount(StripeEmulator emulator, string path) => (_emulator, _path) = (emulator, path);

    /// <summary>Opens the account, and makes it the first time.</summary>
    /// <param name="stateDirectory">The state directory.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EmulatorStateException">Its file is damaged, or cannot be read.</exception>
    /// <exception cref="IOException">Its file cannot be written.</exception>
    public static async Task<EmulatedAccount> OpenAsync(string stateDirectory, TimeProvider time, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(stateDirectory, "emulator");
        PrivateFiles.CreateDirectory(directory);
        var path = Path.Combine(directory, "account.jsonl");
        var emulator = new StripeEmulator(new EmulatorOptions(), time);
        var account = new EmulatedAccount(emulator, path);
        if (!await emulator.LoadAsync(path, cancellationToken))
        {
            emulator.SeedSampleAccount();
            emulator.Save(path);
        }

        return account;
    }

    /// <summary>Makes a transport that is answered by the account.</summary>
    public HttpMessageHandler CreateTransport() => new EmulatorHttpMessageHandler(_emulator);

    /// <summary>Saves the account; what is left to do of it when it is disposed of.</summary>
    /// <exception cref="IOException">Its file cannot be written.</exception>
    public void Save()
    {
        _isSaved = true;
        _emulator.Save(_path);
    }

    /// <summary>Saves the account, where nobody has tried to.</summary>
    public void Dispose()
    {
        if (!_isSaved)
        {
            Save();
        }
    }
}
