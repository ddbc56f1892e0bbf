namespace CouponSync.Pushing.Throttling;

/// <summary>A limit that refusals have cut, or that is back at what the settings allow.</summary>
/// <param name="Lane">The endpoint, or the account.</param>
/// <param name="Limit">What is limited, with its unit.</param>
/// <param name="Before">The value before.</param>
/// <param name="Now">The value in force.</param>
internal readonly record struct LimitChange(string Lane, string Limit, double Before, double Now)
{
    /// <summary>Whether it fell.</summary>
    public bool IsCut => Now < Before;
}
