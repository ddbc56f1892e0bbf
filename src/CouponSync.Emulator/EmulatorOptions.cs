namespace CouponSync.Emulator;

/// <summary>
/// What kind of account the emulator plays. Where Stripe's behaviour is not documented, an option offers both
/// readings, and its default is the likelier one.
/// </summary>
public sealed record EmulatorOptions
{
    /// <summary>The account's id.</summary>
    public string AccountId { get; init; } = "acct_1CouponSyncEmulat";

    /// <summary>The ids of accounts that are connected to this one, a platform's: its keys act for them with the header
    /// <c>Stripe-Account</c>. Each has objects and limits of its own.</summary>
    public IReadOnlyList<string> ConnectedAccounts { get; init; } = [];

    /// <summary>The API keys that are accepted; empty accepts every well-formed <c>sk_</c> and <c>rk_</c> key.</summary>
    public IReadOnlyList<string> AcceptedKeys { get; init; } = [];

    /// <summary>
    /// What restricted keys may do: permissions such as <c>rak_coupon_read</c> by key. A restricted key that is not
    /// named here may do everything.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> RestrictedKeys { get; init; } =
        new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);

    /// <summary>The account's limits.</summary>
    public EmulatorLimits Limits { get; init; } = EmulatorLimits.Default;

    /// <summary>How long every answer takes, measured on the emulator's clock.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.Zero;

    /// <summary>The seed of generated ids.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The account's API version, used when a request names none, and for events.</summary>
    public string ApiVersion { get; init; } = "2026-10-28.endive";

    /// <summary>What the length of metadata is counted in (not documented).</summary>
    public MetadataLengthUnit MetadataLengthUnit { get; init; } = MetadataLengthUnit.CodePoints;

    /// <summary>Whether white space around metadata values is cut off (not documented).</summary>
    public bool TrimMetadataWhitespace { get; init; }

    /// <summary>
    /// Whether the limit of 50 keys is checked as if the unsets of the same call had not happened (not documented).
    /// </summary>
    public bool KeyCountCheckedBeforeUnsets { get; init; }

    /// <summary>What retrieving a deleted coupon answers (not documented).</summary>
    public DeletedCouponAnswer DeletedCouponAnswer { get; init; } = DeletedCouponAnswer.NotFound;

    /// <summary>Whether ids are told apart by case (not documented).</summary>
    public bool CaseSensitiveIds { get; init; } = true;

    /// <summary>
    /// Whether refusals that need the account's state (no such coupon, coupon already exists) are remembered under
    /// their idempotency key, as answers of an endpoint that began to execute (not documented).
    /// </summary>
    public bool IdempotencyRemembersRefusals { get; init; } = true;

    /// <summary>Whether changes of coupons make events (not documented for accounts without a webhook).</summary>
    public bool EmitsCouponEvents { get; init; } = true;

    /// <summary>How long after its <c>created</c> an event becomes visible.</summary>
    public TimeSpan EventDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Whether events of the same second are listed in an order of their own, as has been seen.</summary>
    public bool ShuffleEventsWithinSecond { get; init; }

    /// <summary>How many requests the log keeps; the counters count all.</summary>
    public int RequestLogCapacity { get; init; } = 10_000;
}

/// <summary>What the length of a metadata value is counted in.</summary>
public enum MetadataLengthUnit
{
    /// <summary>Unicode code points.</summary>
    CodePoints,

    /// <summary>UTF-16 code units.</summary>
    Utf16,
}

/// <summary>What retrieving a deleted coupon answers.</summary>
public enum DeletedCouponAnswer
{
    /// <summary>404 with the code <c>resource_missing</c>.</summary>
    NotFound,

    /// <summary>200 with <c>"deleted": true</c>.</summary>
    DeletedTrue,
}
