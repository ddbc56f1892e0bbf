using Serilog;

namespace CouponSync.Http;

/// <summary>
/// A limit that adapts to what the server refuses: additive increase, multiplicative decrease. It begins at its ceiling; a
/// refusal cuts it, and as long as none follows it rises again. Instants in ticks are passed in. One thread at a time.
/// </summary>
/// <remarks>What is added grows with the square of the time since the last cut: little at first, near the server's limit, and
/// yet all that was cut within <see cref="Recovery"/>. With the same amount each second, a server that allows a tenth of the
/// ceiling would refuse something every other second.</remarks>
/// <param name="bucket">Whose limit it is, for the log.</param>
/// <param name="unit">What is limited, for the log.</param>
/// <param name="ceiling">What the settings allow.</param>
/// <param name="step">The value is a multiple of this, and at least this, unless it is the ceiling.</param>
/// <param name="log">Gets a line for each cut, and when the limit is back at its ceiling.</param>
internal sealed class AdaptiveLimit(string bucket, string unit, double ceiling, double step, ILogger log)
{
    /// <summary>What a cut leaves of the limit.</summary>
    public const double Decrease = 0.85;

    /// <summary>How long after a cut refusals say nothing new: the server's window, which was full, has to pass.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    /// <summary>How long it takes at most from the last cut to the ceiling.</summary>
    public static readonly TimeSpan Recovery = TimeSpan.FromSeconds(40);

    private bool _isCut;
    private double _cutTo;
    private long _cutAt;

    /// <summary>The limit in force.</summary>
    /// <param name="now">The present instant; never earlier than in the call before.</param>
    public double At(long now)
    {
        if (!_isCut)
        {
            return ceiling;
        }

        var part = (now - _cutAt) / (double)Recovery.Ticks;
        var value = Stepped(_cutTo + (ceiling * part * part));
        if (value < ceiling && part < 1)
        {
            return value;
        }

        _isCut = false;
        Report("restored", _cutTo, ceiling);
        return ceiling;
    }

    /// <summary>Notes that the server refused a request for this limit.</summary>
    /// <param name="now">The present instant.</param>
    /// <param name="sentAt">When the request was sent. Of one congestion, only the first refusal cuts.</param>
    public void OnRefused(long now, long sentAt)
    {
        var before = At(now);
        if (_isCut && sentAt < _cutAt + Window.Ticks)
        {
            return;
        }

        (_isCut, _cutAt, _cutTo) = (true, now, Stepped(before * Decrease));
        Report("cut", before, _cutTo);
    }

    private double Stepped(double value) => Math.Max(step, Math.Floor(value / step) * step);

    private void Report(string change, double before, double now) =>
        log.Information("Throttle: {Lane} is {Change} from {Before:0.##} to {Now:0.##} {Limit}", bucket, change, before, now, unit);
}
