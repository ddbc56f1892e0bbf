using System.Text.Json.Serialization;
using CouponSync.Settings;

namespace CouponSync.Planning;

/// <summary>The first line of a plan file: what the plan was made from, so that it can be applied to that alone.</summary>
internal sealed record PlanHeader
{
    /// <summary>The format of plans that change metadata and names only.</summary>
    public const string SchemaOfValues = "couponsync.plan/1";

    /// <summary>The format of plans that may change further currencies, too, which an earlier version would pass over.</summary>
    public const string SchemaOfCurrencies = "couponsync.plan/2";

    /// <summary>The format the plan has.</summary>
    public string Schema { get; init; } = SchemaOfValues;

    /// <summary>Whether its changes may be of further currencies.</summary>
    [JsonIgnore]
    public bool HasCurrencies => Schema == SchemaOfCurrencies;

    /// <summary>The run that made the plan.</summary>
    [JsonPropertyName("run")]
    public required string RunId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The account it was made for.</summary>
    [JsonPropertyName("account")]
    public required string AccountId { get; init; }

    /// <summary>Whether it is for live coupons.</summary>
    public required bool Livemode { get; init; }

    /// <summary>Where the coupons were read.</summary>
    public required string ApiBase { get; init; }

    /// <summary>The file it was made from.</summary>
    public required PlanInput Input { get; init; }

    /// <summary>The run this plan takes back; null for any other plan.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reverts { get; init; }

    /// <summary>The settings that shaped the plan.</summary>
    [JsonPropertyName("settings")]
    public PlanOptions Options { get; init; } = new();
}

/// <summary>The file a plan was made from.</summary>
/// <param name="Path">Its path as given; null where there was none, as for a revert.</param>
/// <param name="Sha256">Its SHA-256, in lower case hex.</param>
/// <param name="Rows">Its data rows.</param>
internal sealed record PlanInput(string? Path, string? Sha256, long Rows);
