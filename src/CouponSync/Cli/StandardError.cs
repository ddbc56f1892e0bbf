using System.Globalization;
using System.Text;
using CouponSync.Cli.Settings;
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
internal sealed class StandardError(TextWriter inner, TimeProvider time, Func<bool> isJson) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly Lock _gate = new();
    private readonly Lazy<bool> _isJson = new(isJson);
    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>Whether a command line, or the settings it leaves as they are, asks for JSON.</summary>
    /// <param name="arguments">The command line, which may be a wrong one.</param>
    public static bool IsJsonAsked(IReadOnlyList<string> arguments)
    {
        if (Value(arguments, "--log-format") is { } format)
        {
            return IsJson(format);
        }

        try
        {
            return IsJson(ConfigurationSources.Load(Value(arguments, "--config"), [])["Log:Format"]);
        }
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What is wrong with the settings is about to be said; nobody could ask for JSON.
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Write(char value) => Write([value], 0, 1);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        lock (_gate)
        {
            if (!_isJson.Value)
            {
                inner.Write(value);
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
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <inheritdoc/>
    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
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

    /// <inheritdoc/>
    public override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    /// <summary>What a command line gives an option, whether the rest of it can be understood or not.</summary>
    internal static string? Value(IReadOnlyList<string> arguments, string option)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == option && i + 1 < arguments.Count)
            {
                return arguments[i + 1];
            }

            if (arguments[i].StartsWith(option, StringComparison.Ordinal) && arguments[i].Length > option.Length && arguments[i][option.Length] is '=' or ':')
            {
                return arguments[i][(option.Length + 1)..];
            }
        }

        return null;
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
