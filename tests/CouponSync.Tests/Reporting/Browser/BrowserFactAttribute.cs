namespace CouponSync.Tests.Reporting.Browser;

/// <summary>A test in a real browser; skipped, and saying so, where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = InstalledBrowser.Path is null ? InstalledBrowser.WhyNone : null;
}
