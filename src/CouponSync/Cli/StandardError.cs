using System.Globalization;
using System.Text;
using CouponSync.Settings;
using CouponSync.Text;
using Serilog.Events;
using Serilog.Parsing;

namespace CouponSync.Cli;

/// <summary>
/// Standard error as people read it, or with <c>Log:Format=json</c> as one JSON object a line like the log's, whatever
/// is written to it and however early. Thread-safe.
/// </summary>
/// <param name="inner">Where it goes.</param>
/// <param name="time">Stamps the lines.</param>
/// <param name="isJson">Whether lines are to be JSON; asked with the first text.</param>
/// <param name="columns">Tells the terminal's columns, which lines are broken for at words; null where it is none.</param>
internal sealed class StandardError(TextWriter inner, TimeProvider time, Func<bool> isJson, Func<int?>? columns = null) : TextSink
{
    private readonly Lock _gate = new();
    private readonly Lazy<bool> _isJson = new(isJson);
    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>Whether a command line, or the settings it leaves as they are, asks for JSON.</summary>
    /// <param name="arguments">The command line, which may be a wrong one.</param>
    /// <param name="environment">The environment's variables.</param>
    public static bool IsJsonAsked(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        if (RawArguments.Value(arguments, "--log-format") is { } format)
        {
            return IsJson(format);
        }

        try
        {
            return IsJson(SettingSources.Load(RawArguments.Value(arguments, "--config"), [], environment)["Log:Format"]);
        }
        catch (Exception)
        {
            // Whatever is wrong is about to be said, and must be; nobody could ask for JSON.
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        lock (_gate)
        {
            // Whatever is echoed, be it a key typed by habit: the last place where it can be held back.
            value = value is null ? null : Secrets.Mask(value);
            if (!_isJson.Value)
            {
                inner.Write(columns?.Invoke() is { } width && value is not null ? WordWrap.Fit(value, width, VisibleText.Cells) : value);
                return;
            }

            foreach (var c in value ?? "")
            {
                if (c == '\n')
                {
                    Emit();
                }
                else if (c != '\r')
                {
                    _line.Append(c);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        lock (_gate)
        {
            if (_line.Length > 0)
            {
                Emit();
            }

            inner.Flush();
        }
    }

    private static bool IsJson(string? format) => string.Equals(format, nameof(LogFormat.Json), StringComparison.OrdinalIgnoreCase);

    private void Emit()
    {
        var text = _line.ToString();
        _line.Clear();
        if (text.Length == 0)
        {
            return;
        }

        var level = text.StartsWith("couponsync: ", StringComparison.Ordinal) ? LogEventLevel.Error : LogEventLevel.Information;
        var said = new LogEvent(time.GetUtcNow(), level, exception: null, new MessageTemplate([new TextToken(text)]), []);
        using var line = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Logging.JsonLines.Format(said, line);
        // In one piece: the log writes to the same stream.
        inner.Write(line.ToString());
    }
}
