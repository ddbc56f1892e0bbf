using CouponSync.Text;

namespace CouponSync.Runs;

/// <summary>
/// When a run must end: the user's signal, its time budget, or another reason found on the way. All of them end it in
/// the same order: nothing new is begun, what is under way may finish, within a limit.
/// </summary>
internal sealed class RunBounds : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _abort;
    private readonly ITimer? _budget;
    private readonly CancellationTokenRegistration _registration;
    private ITimer? _finish;
    private string? _reason;

    /// <summary>Starts the clock.</summary>
    /// <param name="maxDuration">The time budget; null for none.</param>
    /// <param name="finishWithin">How long what is under way may take once the run stops.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">The user's wish to stop.</param>
    /// <param name="abort">The user's wish to stop at once.</param>
    public RunBounds(
        TimeSpan? maxDuration, TimeSpan finishWithin, TimeProvider time, CancellationToken stop, CancellationToken abort)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _abort = CancellationTokenSource.CreateLinkedTokenSource(abort);
        _registration = _stop.Token.UnsafeRegister(
            _ => _finish = time.CreateTimer(_ => Cancel(_abort), null, finishWithin, Timeout.InfiniteTimeSpan), null);
        if (maxDuration is { } most)
        {
            _budget = time.CreateTimer(
                _ => End($"The time budget of {Figures.Duration(most)} is used up (--max-duration)."),
                null,
                most,
                Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Asks for an orderly stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Asks to give up what is under way.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Why it must end, as a sentence; null while it need not, and when the user wants it.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>How a run ends that was stopped.</summary>
    public int ExitCode => Reason is null ? Runs.ExitCode.Cancelled : Runs.ExitCode.StoppedEarly;

    /// <summary>Ends the run.</summary>
    /// <param name="reason">Why, as a sentence.</param>
    public void End(string reason)
    {
        // A signal that came first is the reason, and stays it.
        if (!_stop.IsCancellationRequested)
        {
            Interlocked.CompareExchange(ref _reason, reason, null);
            Cancel(_stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _budget?.Dispose();
        _registration.Dispose();
        _finish?.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run ended at the very moment its time did.
        }
    }
}
