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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
