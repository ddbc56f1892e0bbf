namespace CouponSync.Coupons;

/// <summary>What is wrong with one place of the input, or with one coupon.</summary>
/// <param name="Kind">A stable word for programs, such as <c>duplicate_id</c> or <c>missing</c>.</param>
/// <param name="Message">One sentence for people: what is wrong and what to do about it.</param>
internal sealed record Problem(string Kind, string Message)
{
    /// <summary>Whether it prevents anything; an error unless said otherwise.</summary>
    public ProblemSeverity Severity { get; init; }

    /// <summary>The physical line in the input, from 1; null where the problem has no line.</summary>
    public long? Line { get; init; }

    /// <summary>The coupon, where known.</summary>
    public string? Id { get; init; }

    /// <summary>The column's name as in the header, where the problem lies in one.</summary>
    public string? Column { get; init; }
}
