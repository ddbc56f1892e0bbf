using System.Globalization;
using CouponSync.Text;

namespace CouponSync.Cli;

/// <summary>A writer that takes texts whole: every way to write comes down to <see cref="Write(string?)"/>. A line is a sentence, and
/// whatever it quotes is shown and not obeyed; layout and data are written without <c>Line</c>.</summary>
internal abstract class TextSink() : TextWriter(CultureInfo.InvariantCulture)
{
    /// <inheritdoc/>
    public abstract override void Write(string? value);

    /// <inheritdoc/>
    public abstract override void Flush();

    /// <inheritdoc/>
    public sealed override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public sealed override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public sealed override void WriteLine(string? value) => Write(VisibleText.Escape(value ?? "") + NewLine);

    /// <inheritdoc/>
    public sealed override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public sealed override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public sealed override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }
}
