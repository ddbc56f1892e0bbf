namespace CouponSync.Planning;

/// <summary>A plan file that cannot be trusted: cut short, edited, or not a plan at all.</summary>
/// <param name="path">The file.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="reason">What is wrong, and what to do.</param>
internal sealed class PlanFormatException(string path, long line, string reason) : Exception($"{path}:{line}: {reason}");
