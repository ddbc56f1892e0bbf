namespace CouponSync.Planning;

/// <summary>The first line of a plan file: what the plan was made from, so that it can be applied to that alone.</summary>
internal sealed record PlanHeader
{
    /// <summary>The file format's name and version.</summary>
    public const string Schema = "couponsync.plan/1";

    /// <summary>The run that made the plan.</summary>
    public required string RunId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The account it was made for.</summary>
    public required string AccountId { get; init; }

    /// <summary>Whether it is for live coupons.</summary>
    public required bool Livemode { get; init; }

    /// <summary>Where the coupons were read.</summary>
    public required string ApiBase { get; init; }

    /// <summary>The input's path as given.</summary>
    public string? InputPath { get; init; }

    /// <summary>The input's SHA-256, in lower case hex.</summary>
    public string? InputSha256 { get; init; }

    /// <summary>The input's data rows.</summary>
    public long InputRows { get; init; }

    /// <summary>The run this plan takes back; null for any other plan.</summary>
    public string? Reverts { get; init; }

    /// <summary>The settings that shaped the plan.</summary>
    public PlanOptions Options { get; init; } = new();
}
