namespace CouponSync.Settings;

/// <summary>Section <c>Metrics</c>: figures for those who watch.</summary>
internal sealed class MetricsSettings
{
    /// <summary>The file that gets figures in Prometheus' text format, for node_exporter's textfile collector; none when not set.</summary>
    public string? File { get; set; }
}
