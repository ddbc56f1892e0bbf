using System.ComponentModel.DataAnnotations;
using Serilog.Events;

namespace CouponSync.Settings;

/// <summary>How the log looks on standard error.</summary>
internal enum LogFormat
{
    /// <summary>Lines for people, and only with <c>--verbose</c>.</summary>
    Text,

    /// <summary>A JSON object a line, always, and nothing else: for containers.</summary>
    Json,
}

/// <summary>Section <c>Log</c>: the rolling log file.</summary>
internal sealed class LogSettings
{
    /// <summary>Whether a log file is written.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The log's directory, relative to the working directory.</summary>
    [Required]
    public string Directory { get; set; } = "logs";

    /// <summary>How many days' log files are kept.</summary>
    [Range(1, 3650)]
    public int RetainedDays { get; set; } = 31;

    /// <summary>The log on standard error: text (only with <c>--verbose</c>) or JSON (always, and nothing else).</summary>
    public LogFormat Format { get; set; }

    /// <summary>The lowest level that is written to the file.</summary>
    public LogEventLevel Level { get; set; } = LogEventLevel.Information;
}
