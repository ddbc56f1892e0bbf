using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace CouponSync.Scenarios;

/// <summary>The emulator as a process of its own, so that its cost is not counted for a contender's.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _http = new HttpClient { BaseAddress = address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its options.</param>
    public static async Task<ServerProcess> StartAsync(string program, IEnumerable<string> arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} does not start.");
        var line = await process.StandardOutput.ReadLineAsync();
        return Uri.TryCreate(line, UriKind.Absolute, out var address)
            ? new ServerProcess(process, address)
            : throw new InvalidOperationException($"The server says '{line}' instead of its address.");
    }

    /// <summary>What it counted: all requests, and those it refused because of a limit.</summary>
    public async Task<(long Requests, long Refused)> CountsAsync()
    {
        var counters = await _http.GetFromJsonAsync<JsonElement>("_emulator/counters");
        return (
            counters.GetProperty("requests").GetInt64(),
            counters.GetProperty("rateLimited").EnumerateObject().Sum(static reason => reason.Value.GetInt64()));
    }

    /// <summary>How many of the ids had no update at all.</summary>
    public async Task<int> LostAsync(IEnumerable<string> ids)
    {
        var lost = 0;
        foreach (var id in ids)
        {
            var writes = await _http.GetFromJsonAsync<JsonElement>($"_emulator/writes/{Uri.EscapeDataString(id)}");
            lost += writes.GetProperty("applied").GetInt32() == 0 ? 1 : 0;
        }

        return lost;
    }

    /// <summary>Waits until it gets an update, or a run is over without one.</summary>
    public async Task FirstUpdateAsync(Task run)
    {
        while (!run.IsCompleted && (await UpdatesAsync(last: 1)).Count == 0)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Changes its limits.</summary>
    /// <param name="change">As <c>/_emulator/limits</c> takes it: <c>endpoint=25</c>.</param>
    public async Task ChangeLimitsAsync(string change)
    {
        using var answer = await _http.PostAsync(new Uri($"_emulator/limits?{change}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The updates among the latest requests, with when they came, since the first of them.</summary>
    /// <param name="last">Among how many requests; the server keeps 10,000.</param>
    public async Task<IReadOnlyList<LoggedUpdate>> UpdatesAsync(int last = 10_000)
    {
        var requests = await _http.GetFromJsonAsync<JsonElement>($"_emulator/requests?last={last}");
        var updates = requests.EnumerateArray().Where(static r => r.GetProperty("method").GetString() == "POST")
            .Select(static r => (At: r.GetProperty("at").GetDateTimeOffset(), IsRefused: r.GetProperty("status").GetInt32() == 429))
            .OrderBy(static r => r.At).ToList();
        return [.. updates.Select(r => new LoggedUpdate(r.At - updates[0].At, r.IsRefused))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>An update the server got.</summary>
/// <param name="At">When, since the first one.</param>
/// <param name="IsRefused">Whether a limit refused it.</param>
internal readonly record struct LoggedUpdate(TimeSpan At, bool IsRefused);
