namespace CouponSync.Pipelines;

/// <summary>Reports on the thread that has something to report; <see cref="Progress{T}"/> would post it elsewhere.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}
