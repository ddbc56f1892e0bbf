using CouponSync.Reporting;
using Microsoft.Playwright;

namespace CouponSync.Tests.Reporting.Browser;

/// <summary>One browser for all tests of the page; it is not started where none is installed.</summary>
public sealed class ReportBrowser : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couponsync-page-");
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private int _files;

    public async Task InitializeAsync()
    {
        if (InstalledBrowser.Path is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = InstalledBrowser.Path,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Writes a report as a page and opens it from disk, as a reader would.</summary>
    internal async Task<OpenReport> OpenAsync(
        RunReport report, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light, bool script = true, string filters = "")
    {
        var path = Path.Combine(_folder.FullName, $"report-{Interlocked.Increment(ref _files)}.html");
        await ReportFile.WriteAsync(report, path, CancellationToken.None);
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            JavaScriptEnabled = script,
        });
        var page = await context.NewPageAsync();
        var opened = new OpenReport(context, page);
        page.Request += (_, request) => opened.Requests.Enqueue(request.Url);
        page.Console += (_, message) => opened.Complaints.Enqueue(message.Text);
        page.PageError += (_, error) => opened.Complaints.Enqueue(error);
        page.Dialog += async (_, dialog) =>
        {
            opened.Complaints.Enqueue("dialog: " + dialog.Message);
            await dialog.DismissAsync();
        };
        await page.GotoAsync(new Uri(path).AbsoluteUri + (filters.Length == 0 ? "" : "#" + filters));
        return opened;
    }
}
