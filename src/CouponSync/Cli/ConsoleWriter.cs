using System.Text;
using CouponSync.Files;

namespace CouponSync.Cli;

/// <summary>
/// Standard output or error, which must never end a run: a full disk, a closed stream and a terminal that is gone are
/// remembered in <see cref="Failure"/>, and nothing is written after that. A reader that has gone is no failure.
/// Thread-safe.
/// </summary>
internal sealed class ConsoleWriter : TextSink
{
    private readonly Func<TextWriter> _open;
    private readonly Lock _gate = new();
    private TextWriter? _inner;
    private bool _isOver;

    /// <summary>Over a stream that may be none.</summary>
    /// <param name="open">Opens the stream: at once, or where that fails, when something is written for the first time.</param>
    public ConsoleWriter(Func<TextWriter> open)
    {
        _open = open;
        try
        {
            _inner = open();
        }
        catch (IOException)
        {
            // That is a failure only once there is something to write.
        }
    }

    /// <summary>Over a writer that is open.</summary>
    public ConsoleWriter(TextWriter inner)
        : this(() => inner)
    {
    }

    /// <summary>Why not everything was written; null while it was.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(string? value) => Do(inner => inner.Write(value));

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_inner is not null)
        {
            Do(static inner => inner.Flush());
        }
    }

    private void Do(Action<TextWriter> act)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            try
            {
                act(_inner ??= _open());
            }
            // Asked for by its type first: without a file descriptor left no further assembly can be loaded.
            catch (Exception e) when (e is IOException || StorageFailure.Is(e))
            {
                _isOver = true;
                Failure = StorageFailure.IsReaderGone(e) ? null : e;
            }
        }
    }
}
