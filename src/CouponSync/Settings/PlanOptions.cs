using System.Text.Json.Serialization;

namespace CouponSync.Settings;

/// <summary>What the diff is told to want.</summary>
internal sealed record PlanOptions
{
    /// <summary>Whether an empty metadata cell unsets its key; otherwise it leaves the key alone.</summary>
    public bool UnsetEmptyCells { get; init; }

    /// <summary>Whether keys of the coupon that the file does not name are unset.</summary>
    public bool PruneMetadata { get; init; }

    /// <summary>Whether a coupon that does not exist is created where the row describes it completely.</summary>
    public bool CreateMissing { get; init; }

    /// <summary>Whether amounts in further currencies are changed; otherwise they are in conflict where they differ.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool UpdateCurrencyOptions { get; init; }
}
