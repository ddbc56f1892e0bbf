using System.Diagnostics;
using System.Text.Json;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Reporting;
using Stripe;

namespace CouponSync.Tests.Emulator.Conformance;

/// <summary>Clients that Stripe wrote talk to the emulator over a socket, and find what they expect.</summary>
public sealed class RealClientTests : IAsyncLifetime
{
    private readonly StripeEmulator _emulator = new(new EmulatorOptions { Limits = EmulatorLimits.None }, TimeProvider.System);
    private EmulatorServer _server = null!;

    private static string Clients => RepositoryFiles.PathOf("tests", "clients");

    private string Address => _server.Address.GetLeftPart(UriPartial.Authority);

    public async Task InitializeAsync()
    {
        _emulator.Seed(Enumerable.Range(0, 29).Select(static i => new EmulatorCoupon { Id = $"C{i}", Created = 1_600_000_000 + i, Terms = new() { PercentOff = 10 } }));
        _emulator.Seed([new EmulatorCoupon { Id = "735*%24/ü", Created = 1_500_000_000, Terms = new() { PercentOff = 10 } }]);
        _server = await EmulatorServer.StartAsync(_emulator);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [ClientFact("stripe")]
    public async Task Stripe_node_finds_everything_as_Stripe_would_answer()
    {
        var (exitCode, output) = await RunAsync("node", [Path.Combine(Clients, "stripe-node.mjs"), Address]);

        output.Split('\n').Where(static l => !l.StartsWith("ok ", StringComparison.Ordinal) && l.Length > 0).Should().BeEmpty();
        (exitCode, output.Split('\n').Count(static l => l.StartsWith("ok ", StringComparison.Ordinal))).Should().Be((0, 11));
    }

    [ClientFact("@stripe/cli")]
    public async Task The_Stripe_CLI_creates_reads_updates_lists_and_deletes()
    {
        var cli = Directory.GetFiles(Path.Combine(Clients, "node_modules", "@stripe"), "stripe", SearchOption.AllDirectories).First(static f => f.Contains("cli-", StringComparison.Ordinal));

        (await AskAsync("coupons", "create", "--id", "CLI-1", "--percent-off", "12.5", "--duration", "once", "-d", "metadata[a]=1")).GetProperty("percent_off").GetDecimal().Should().Be(12.5m);
        (await AskAsync("coupons", "update", "CLI-1", "-d", "metadata[b]=2", "--name", "From the CLI")).GetProperty("metadata").GetRawText().Should().Contain("\"b\"");
        (await AskAsync("coupons", "retrieve", "CLI-1")).GetProperty("name").GetString().Should().Be("From the CLI");
        (await AskAsync("coupons", "list", "--limit", "3")).GetProperty("data").GetArrayLength().Should().Be(3);
        (await AskAsync("coupons", "delete", "CLI-1", "--confirm")).GetProperty("deleted").GetBoolean().Should().BeTrue();
        (await AskAsync("coupons", "retrieve", "CLI-1")).GetProperty("error").GetProperty("code").GetString().Should().Be("resource_missing");
        (await AskAsync("events", "list", "--limit", "1")).GetProperty("data")[0].GetProperty("type").GetString().Should().Be("coupon.deleted");

        async Task<JsonElement> AskAsync(params string[] arguments)
        {
            var (_, output) = await RunAsync(cli, [.. arguments, "--api-key", TestAccount.Key, "--api-base", Address]);
            var start = output.IndexOf('{', StringComparison.Ordinal);
            start.Should().BeGreaterThanOrEqualTo(0, output);
            return JsonElement.Parse(output[start..(output.LastIndexOf('}') + 1)]);
        }
    }

    [Fact]
    public async Task Stripe_net_finds_everything_as_Stripe_would_answer()
    {
        var client = new StripeClient(new StripeClientOptions { ApiKey = TestAccount.Key, ApiBase = Address });

        var created = await client.V1.Coupons.CreateAsync(new CouponCreateOptions
        {
            Id = "NET-1",
            AmountOff = 500,
            Currency = "usd",
            Duration = "once",
            CurrencyOptions = new() { ["eur"] = new() { AmountOff = 450 } },
            Metadata = new() { ["a"] = "1" },
            Expand = ["currency_options"],
        });
        created.CurrencyOptions["eur"].AmountOff.Should().Be(450);
        (await client.V1.Coupons.UpdateAsync("NET-1", new CouponUpdateOptions { Metadata = new() { ["a"] = "", ["b"] = "2" } })).Metadata.Should().Equal(new Dictionary<string, string> { ["b"] = "2" });
        (await client.V1.Coupons.ListAutoPagingAsync(new CouponListOptions { Limit = 7 }).ToListAsync()).Should().HaveCount(31).And.OnlyHaveUniqueItems(static c => c.Id);
        (await client.V1.Coupons.DeleteAsync("NET-1")).Deleted.Should().BeTrue();
        var refusal = (await client.Invoking(static c => c.V1.Coupons.GetAsync("NET-1")).Should().ThrowAsync<StripeException>()).Which;
        (refusal.StripeError.Code, refusal.StripeError.Param, (int)refusal.HttpStatusCode).Should().Be(("resource_missing", "coupon", 404));
        (await client.V1.Events.ListAsync(new EventListOptions { Type = "coupon.deleted" })).Data.Should().ContainSingle().Which.Data.Object.Should().BeOfType<Coupon>();
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        using var home = new Support.TemporaryDirectory();
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Clients };
        start.Environment["STRIPE_API_KEY"] = TestAccount.Key;
        start.Environment["STRIPE_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["XDG_CONFIG_HOME"] = home.Path;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}

/// <summary>A test with a client from npm; where that is not installed, it is skipped.</summary>
internal sealed class ClientFactAttribute : FactAttribute
{
    /// <summary>Needs a package.</summary>
    /// <param name="package">The package.</param>
    public ClientFactAttribute(string package)
    {
        if (!Directory.Exists(RepositoryFiles.PathOf("tests", "clients", "node_modules", package)))
        {
            Skip = $"The npm package {package} is not there: run npm install --no-package-lock in tests/clients.";
        }
    }
}
