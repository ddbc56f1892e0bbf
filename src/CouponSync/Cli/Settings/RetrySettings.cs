using CouponSync.Pushing.Retrying;

namespace CouponSync.Cli.Settings;

/// <summary>Section <c>Retry</c>: how often and how long a request is tried again.</summary>
internal sealed class RetrySettings
{
    /// <summary>The most attempts that may end in an error, the first included.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>The most attempts refused with 429.</summary>
    public int? MaxRefusals { get; set; }

    /// <summary>The most attempts that may end in a failure of name resolution or of TLS.</summary>
    public int? MaxUnreachableAttempts { get; set; }

    /// <summary>The upper bound of the first wait.</summary>
    public TimeSpan? BaseDelay { get; set; }

    /// <summary>The upper bound of every wait.</summary>
    public TimeSpan? MaxDelay { get; set; }

    /// <summary>No attempt begins later than this after the first.</summary>
    public TimeSpan? TotalTime { get; set; }

    /// <summary>Completes the settings with the defaults.</summary>
    /// <exception cref="SettingsException">A setting is out of its range.</exception>
    public RetryOptions Resolve(HttpSettings http)
    {
        var defaults = new RetryOptions();
        var options = new RetryOptions
        {
            MaxAttempts = MaxAttempts ?? defaults.MaxAttempts,
            MaxRefusals = MaxRefusals ?? defaults.MaxRefusals,
            MaxUnreachableAttempts = MaxUnreachableAttempts ?? defaults.MaxUnreachableAttempts,
            BaseDelay = BaseDelay ?? defaults.BaseDelay,
            MaxDelay = MaxDelay ?? defaults.MaxDelay,
            TotalTime = TotalTime ?? defaults.TotalTime,
            AttemptTimeout = http.AttemptTimeout ?? defaults.AttemptTimeout,
        };
        SettingsReader.Refuse(options.Validate());
        return options;
    }
}

/// <summary>Section <c>Http</c>.</summary>
internal sealed class HttpSettings
{
    /// <summary>How long one attempt may take, from sending to the last byte of its answer.</summary>
    public TimeSpan? AttemptTimeout { get; set; }
}
