namespace CouponSync.Tests.Reporting.Browser;

/// <summary>The Chromium of this machine, if it has one; tests never download one.</summary>
internal static class InstalledBrowser
{
    public const string WhyNone =
        "No Chromium or Chrome is installed (Debian: apt-get install chromium); TESTS_BROWSER may name one.";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];

    private static readonly string[] Elsewhere =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    public static string? Path { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("TESTS_BROWSER") is { Length: > 0 } named)
        {
            return named;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator);
        return folders.SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
            .Concat(Elsewhere)
            .FirstOrDefault(File.Exists);
    }
}
