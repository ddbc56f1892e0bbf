using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;
using CouponSync.Files;
using CouponSync.StripeApi;
using CouponSync.Text;

namespace CouponSync.Runs;

/// <summary>
/// What runs remember of accounts, in one file of the state directory: which account a key belongs to, under a hash of the
/// key, so that Stripe is not asked every night (a key never moves to another account); and how many coupons an account had,
/// which chooses how the next run reads them. Runs of several accounts change it one after the other. A file that cannot be
/// read or written only costs what it remembers.
/// </summary>
/// <param name="stateDirectory">The state directory.</param>
internal sealed class KnownAccounts(string stateDirectory)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "accounts.json";

    // Of each kind. Keys and accounts come and go; what was remembered first is forgotten first.
    private const int Most = 100;

    // What is beyond this, or in the future, is damage.
    private const long MostCoupons = 1_000_000_000;

    // An account may have shrunk since: then what is remembered costs more than finding out anew.
    private static readonly TimeSpan SizeLifetime = TimeSpan.FromDays(30);

    private readonly string _path = Path.Combine(stateDirectory, FileName);

    // Where 0.1.0 kept which account a key belongs to.
    private readonly string _formerPath = Path.Combine(stateDirectory, "snapshots", FileName);

    /// <summary>The account of a key; null when it is not remembered.</summary>
    /// <param name="fingerprint">The key's.</param>
    /// <param name="apiBase">Where it is used.</param>
    public string? Find(string fingerprint, string apiBase) =>
        // Earlier versions also noted that a key may not read its account, which may have changed since.
        Read().Keys.GetValueOrDefault(Name(fingerprint, apiBase))?.Account is { } account
        && RemoteAccount.IsId(account) && !ModeLock.IsUnknown(account)
            ? account
            : null;

    /// <summary>The account of a connection: the connected account it acts for, else the key's own where that is remembered.</summary>
    public string? Find(StripeConnection stripe) => stripe.ConnectedAccount ?? Find(stripe.Key.Fingerprint, stripe.DisplayAddress);

    /// <summary>Remembers the account of a key.</summary>
    /// <param name="fingerprint">The key's.</param>
    /// <param name="apiBase">Where it is used.</param>
    /// <param name="account">The account.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait for another run that remembers something.</param>
    public Task RememberAsync(string fingerprint, string apiBase, string account, TimeProvider time, CancellationToken cancellationToken) => ChangeAsync(
        file => file.Keys[Name(fingerprint, apiBase)] = new KnownKey(account, time.GetUtcNow()), time, cancellationToken);

    /// <summary>How large an account was; null when that is not remembered, or was long ago.</summary>
    public AccountSize? FindSize(string account, bool livemode, string apiBase, DateTimeOffset now) =>
        FindSize(Read(), Name(account, livemode, apiBase), now);

    /// <summary>Remembers how large an account is, where that is more than what is remembered.</summary>
    /// <param name="account">The account.</param>
    /// <param name="livemode">Its mode.</param>
    /// <param name="apiBase">Where it is.</param>
    /// <param name="size">Its size.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait for another run that remembers something.</param>
    public Task RememberSizeAsync(
        string account, bool livemode, string apiBase, AccountSize size, TimeProvider time, CancellationToken cancellationToken) => ChangeAsync(
        file =>
        {
            var (name, now) = (Name(account, livemode, apiBase), time.GetUtcNow());
            if (size.IsComplete || !(FindSize(file, name, now)?.Coupons >= size.Coupons))
            {
                file.Sizes[name] = new KnownSize(size.Coupons, size.IsComplete, now);
            }
        },
        time,
        cancellationToken);

    private static AccountSize? FindSize(KnownAccountsFile file, string name, DateTimeOffset now) =>
        file.Sizes.GetValueOrDefault(name) is { Coupons: >= 0 and <= MostCoupons } known && (now - known.At).Duration() < SizeLifetime
            ? new AccountSize(known.Coupons, known.IsComplete)
            : null;

    private static string Name(string account, bool livemode, string apiBase) => Name($"{account}-{Words.Mode(livemode)}", apiBase);

    private static string Name(string whose, string apiBase) => $"{whose} {apiBase}";

    private KnownAccountsFile Read()
    {
        if (File.Exists(_path))
        {
            return Read(_path, KnownAccountsJson.Default.KnownAccountsFile) ?? new([], []);
        }

        var former = Read(_formerPath, KnownAccountsJson.Default.DictionaryStringString) ?? [];
        return new(former.ToDictionary(static k => k.Key, static k => new KnownKey(k.Value, default)), []);
    }

    private static T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(file, type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    // Reads and writes under a lock of its own: two runs that end at once would each write what they read, without the other's.
    private async Task ChangeAsync(Action<KnownAccountsFile> change, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var locks = AccountLock.Locks(stateDirectory);
            PrivateFiles.CreateDirectory(locks);
            using var alone = await PrivateFiles.OpenExclusivelyAsync(Path.Combine(locks, "accounts.lock"), time, cancellationToken);
            var known = Read();
            change(known);
            using var file = AtomicFile.Create(_path);
            JsonSerializer.Serialize(
                file.Stream,
                new(Newest(known.Keys, static k => k.At), Newest(known.Sizes, static s => s.At)),
                KnownAccountsJson.Default.KnownAccountsFile);
            file.Commit();
            File.Delete(_formerPath);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // The next run asks again.
        }
    }

    private static Dictionary<string, T> Newest<T>(Dictionary<string, T> all, Func<T, DateTimeOffset> at) =>
        all.Where(static k => k.Value is not null).OrderByDescending(k => at(k.Value)).Take(Most).ToDictionary();
}

/// <summary>The file.</summary>
internal sealed record KnownAccountsFile(Dictionary<string, KnownKey> Keys, Dictionary<string, KnownSize> Sizes);

/// <summary>Which account a key belongs to, and when that was found out.</summary>
internal sealed record KnownKey(string Account, DateTimeOffset At);

/// <summary>How many coupons an account had, whether these were all, and when.</summary>
internal sealed record KnownSize(long Coupons, bool IsComplete, DateTimeOffset At);

/// <summary>How the file is written and read.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KnownAccountsFile))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class KnownAccountsJson : JsonSerializerContext;
