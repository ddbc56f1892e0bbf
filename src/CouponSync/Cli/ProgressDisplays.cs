using CouponSync.Reporting.Progress;
using Serilog;

namespace CouponSync.Cli;

/// <summary>The progress of a run, as the host can show it.</summary>
internal sealed class ProgressDisplays : IDisposable
{
    private readonly RunProgress? _shown;

    private ProgressDisplays(RunProgress? shown) => _shown = shown;

    /// <summary>Where the stages say how far they are.</summary>
    public IProgressSink Sink => _shown ?? (IProgressSink)NoProgress.Instance;

    /// <summary>Opens it: a bar on a terminal, a line now and then elsewhere, nothing when quiet.</summary>
    /// <param name="host">The process.</param>
    /// <param name="isQuiet">Whether nothing is shown.</param>
    /// <param name="log">Gets it instead of standard error; null for standard error.</param>
    public static ProgressDisplays Open(ProgramHost host, bool isQuiet, ILogger? log = null) => new(isQuiet
        ? null
        : new RunProgress(
            log is not null ? new LogProgress(log)
            : host.Terminal.ErrorIsTerminal ? new LiveProgress(HostConsoles.Error(host), () => host.Terminal.Width) : new PlainProgress(host.Error),
            host.Time));

    /// <summary>Takes the display away while a question is asked; disposing the result brings it back.</summary>
    public IDisposable? Suspend() => _shown?.Suspend();

    /// <inheritdoc/>
    public void Dispose() => _shown?.Dispose();
}
