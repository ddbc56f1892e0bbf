namespace CouponSync.Scenarios;

/// <summary>A part of the results that can be measured alone.</summary>
/// <param name="Name">What <c>--only</c> calls it, and what marks it in the file.</param>
/// <param name="MeasureAsync">Measures; gives Markdown that begins with a heading of the second level.</param>
internal sealed record Part(string Name, Func<Task<string>> MeasureAsync);
