using System.Text;

namespace CouponSync.Emulator;

/// <summary>The lines of a state file, none longer than any that is written: a file without them is refused before it fills the memory.</summary>
/// <param name="reader">The file.</param>
internal sealed class StateLines(TextReader reader)
{
    /// <summary>The most characters of a line.</summary>
    public const int Longest = 16 * 1024 * 1024;

    private readonly char[] _buffer = new char[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null after the last.</summary>
    /// <exception cref="FormatException">It is too long.</exception>
    public async ValueTask<string?> NextAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            var newline = _buffer.AsSpan(_start, _end - _start).IndexOf('\n');
            line.Append(_buffer, _start, newline < 0 ? _end - _start : newline);
            if (newline >= 0)
            {
                _start += newline + 1;
                return line.ToString();
            }

            if (line.Length > Longest)
            {
                throw new FormatException($"It is longer than {Longest / 1024 / 1024} MB.");
            }

            _start = 0;
            _end = await reader.ReadAsync(_buffer, cancellationToken);
            if (_end == 0)
            {
                return line.Length == 0 ? null : line.ToString();
            }
        }
    }
}
