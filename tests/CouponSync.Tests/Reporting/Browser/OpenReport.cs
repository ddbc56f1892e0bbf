using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CouponSync.Tests.Reporting.Browser;

/// <summary>A report open in a browser, with everything it asked for or complained about.</summary>
internal sealed class OpenReport(IBrowserContext context, IPage page) : IAsyncDisposable
{
    public IPage Page { get; } = page;

    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<string> Complaints { get; } = new();

    public ILocator Cards => Page.Locator("#list .change");

    public ILocator Values => Page.Locator("#list .value");

    public ILocator Found => Page.Locator("#found");

    /// <summary>Types a search and waits until it is answered.</summary>
    public async Task SearchAsync(string text, string expectedFound)
    {
        await Page.FillAsync("#q", text);
        await Assertions.Expect(Found).ToHaveTextAsync(expectedFound);
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
