using System.Diagnostics;
using System.Text.RegularExpressions;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;

namespace CouponSync.Tests.Emulator;

public sealed class ServerCommandTests
{
    private static async Task<ServerSettings> ParseAsync(string line)
    {
        ServerSettings? settings = null;
        var parsed = new ServerCommand().Create((given, _) =>
        {
            settings = given;
            return Task.FromResult(0);
        }).Parse(line);
        parsed.Errors.Should().BeEmpty();
        await parsed.InvokeAsync();
        return settings!;
    }

    [Fact]
    public async Task Without_options_stripes_limits_hold()
    {
        var settings = await ParseAsync("");

        settings.Port.Should().Be(0);
        settings.StateFile.Should().BeNull();
        settings.Options.Should().BeEquivalentTo(new EmulatorOptions());
    }

    [Fact]
    public async Task Every_option_reaches_its_setting()
    {
        var settings = await ParseAsync(
            "--port 1234 --state s.jsonl --sample --seed-coupons 10 --seed-live --seed 7 --latency 200ms --event-delay 1m "
            + "--limit-account 50 --limit-endpoint 20 --limit-concurrency 9 --limit-endpoint-concurrency 8 "
            + "--fault \"500-after@POST /v1/coupons/*:count=2\" --fault 429 --key sk_test_1 --key sk_test_2 "
            + "--restricted-key rk_test_1=rak_coupon_read,rak_event_read --account acct_9 --no-events --deleted-true "
            + "--metadata-utf16 --metadata-trim --metadata-keys-before-unsets");

        settings.Port.Should().Be(1234);
        Path.GetFileName(settings.StateFile).Should().Be("s.jsonl");
        settings.Sample.Should().BeTrue();
        settings.SeedCoupons.Should().Be(10);
        settings.SeedLive.Should().BeTrue();
        settings.Faults.Select(static rule => rule.ToString()).Should().Equal("500-after@POST /v1/coupons/*:count=2", "429@*");
        settings.Options.Should().BeEquivalentTo(new EmulatorOptions
        {
            AccountId = "acct_9",
            AcceptedKeys = ["sk_test_1", "sk_test_2"],
            RestrictedKeys = new Dictionary<string, IReadOnlySet<string>>
            {
                ["rk_test_1"] = new HashSet<string> { "rak_coupon_read", "rak_event_read" },
            },
            Limits = new EmulatorLimits
            {
                LiveAccountRate = 50,
                TestAccountRate = 50,
                EndpointRate = 20,
                AccountConcurrency = 9,
                EndpointConcurrency = 8,
            },
            Latency = TimeSpan.FromMilliseconds(200),
            EventDelay = TimeSpan.FromMinutes(1),
            Seed = 7,
            EmitsCouponEvents = false,
            DeletedCouponAnswer = DeletedCouponAnswer.DeletedTrue,
            MetadataLengthUnit = MetadataLengthUnit.Utf16,
            TrimMetadataWhitespace = true,
            KeyCountCheckedBeforeUnsets = true,
        });
    }

    [Fact]
    public async Task Limits_can_be_turned_off() =>
        (await ParseAsync("--no-limits")).Options.Limits.Should().Be(EmulatorLimits.None);

    [Theory]
    [InlineData("--port x", "*--port must be a whole number from 0 to 65535, not 'x'.*")]
    [InlineData("--port 70000", "--port must be a whole number from 0 to 65535, not '70000'.")]
    [InlineData("--latency 5", "'5' is not a duration; write one such as 200ms, 5s or 1m.")]
    [InlineData("--limit-account 0", "--limit-account must be a whole number from 1 to 1000000, not '0'.")]
    [InlineData("--seed-coupons -1", "--seed-coupons must be a whole number from 0 to 10000000, not '-1'.")]
    [InlineData("--fault 418", "Cannot read the fault '418': '418' is not a kind of fault*")]
    [InlineData("--no-limits --limit-endpoint 5", "--no-limits and --limit-endpoint contradict each other.")]
    [InlineData("--colour red", "*--colour*")]
    public void What_is_wrong_is_said(string line, string message)
    {
        var parsed = new ServerCommand().Create(static (_, _) => Task.FromResult(0)).Parse(line);

        parsed.Errors.Select(static error => error.Message).Should().ContainMatch(message);
    }

    [Fact]
    public async Task Its_help_has_every_option_once_in_groups_and_examples_that_parse()
    {
        var command = new ServerCommand().Create(static (_, _) => Task.FromResult(0));
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "couponsync-emulator.dll"), "--help"]) { RedirectStandardOutput = true })!;

        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.TrimEntries);
        await process.WaitForExitAsync();

        process.ExitCode.Should().Be(0);
        lines.Should().ContainInOrder("Server:", "Coupons:", "Accounts and keys:", "Limits:", "Faults:", "Behaviour:", "General:", "Examples:", "Exit codes:");
        foreach (var option in command.Options)
        {
            lines.Where(l => Regex.IsMatch(l, $"^(-h, )?{option.Name}( |$)")).Should().ContainSingle(option.Name);
        }

        string.Join('\n', lines).Should().NotContain("[default");
        var examples = lines.Where(static l => l.StartsWith("couponsync-emulator --", StringComparison.Ordinal)).ToList();
        examples.Should().HaveCount(3).And.OnlyContain(e => command.Parse(e.Substring("couponsync-emulator ".Length).Replace('\'', '"')).Errors.Count == 0);
    }
}
