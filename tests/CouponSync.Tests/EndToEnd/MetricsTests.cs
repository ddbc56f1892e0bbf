using System.Globalization;
using System.Net;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>An alert on the metrics must neither lose sight of an account nor of when it last went well.</summary>
public sealed class MetricsTests : IDisposable
{
    private const string Labels = "account=\"acct_1CouponSyncEmulat\",mode=\"test\"";

    private readonly World _world = World.With(coupons: 3);
    private readonly string _metrics;

    public MetricsTests()
    {
        _metrics = _world.File("couponsync.prom");
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("invalid input", 3)]
    [InlineData("401 on the account", 4)]
    [InlineData("unreachable", 7)]
    public async Task A_failure_before_the_account_is_known_keeps_its_labels_and_the_last_success(string failure, int exitCode)
    {
        await SucceedAsync();
        foreach (var forgotten in new[] { false, true })
        {
            if (forgotten)
            {
                // The account is asked for again; the file alone remembers it.
                File.Delete(_world.File("state/accounts.json"));
            }

            (await FailAsync(failure)).ExitCode.Should().Be(exitCode);

            Sample("couponsync_run_exit_code").Should().Be((Labels, exitCode));
            Sample("couponsync_last_success_timestamp_seconds").Labels.Should().Be(Labels);
            Sample("couponsync_last_success_timestamp_seconds").Value.Should().BeLessThan(Sample("couponsync_last_run_timestamp_seconds").Value);
        }
    }

    [Fact]
    public async Task A_dry_run_is_no_success()
    {
        await SucceedAsync();
        var before = Sample("couponsync_last_success_timestamp_seconds").Value;
        _world.Clock.Advance(TimeSpan.FromDays(1));

        (await _world.RunAsync("sync", _world.WriteRows("coupons.csv", [("C1", "new")]), "--dry-run", "--metrics", _metrics)).ExitCode.Should().Be(0);

        Sample("couponsync_run_dry").Value.Should().Be(1);
        Sample("couponsync_last_success_timestamp_seconds").Value.Should().Be(before);
    }

    [Fact]
    public async Task The_account_of_a_key_is_remembered_without_the_file()
    {
        await SucceedAsync();
        File.Delete(_metrics);

        await FailAsync("invalid input");

        Sample("couponsync_run_exit_code").Labels.Should().Be(Labels);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("empty")]
    [InlineData("cut in the last success")]
    [InlineData("no metrics at all")]
    public async Task The_last_success_outlives_the_loss_of_the_file(string damage)
    {
        await SucceedAsync();
        var before = Sample("couponsync_last_success_timestamp_seconds");
        var text = await File.ReadAllTextAsync(_metrics);
        switch (damage)
        {
            case "missing":
                File.Delete(_metrics);
                break;
            case "empty":
                await File.WriteAllTextAsync(_metrics, "");
                break;
            case "cut in the last success":
                await File.WriteAllTextAsync(_metrics, text[..(text.IndexOf("last_success_timestamp_seconds{", StringComparison.Ordinal) + 85)]);
                break;
            default:
                await File.WriteAllTextAsync(_metrics, "couponsync_last_success_timestamp_seconds{ soon\n\0\n");
                break;
        }

        foreach (var failure in (string[])["a missing coupon", "invalid input", "a missing coupon"])
        {
            await FailAsync(failure);

            Sample("couponsync_last_success_timestamp_seconds").Should().Be(before);
        }
    }

    [Fact]
    public async Task Runs_on_two_accounts_that_share_a_file_keep_the_last_success_of_each()
    {
        await SucceedAsync();
        var first = Sample("couponsync_last_success_timestamp_seconds");
        _world.Variables["STRIPE_API_KEY"] = World.LiveKey;
        _world.Emulator.Seed([new EmulatorCoupon { Id = "C1", Created = 1 }], livemode: true);

        await FailAsync("a missing coupon");

        Lines("couponsync_last_success_timestamp_seconds").Should().Equal($"{{{first.Labels}}} {first.Value.ToString(CultureInfo.InvariantCulture)}");
        (await _world.RunAsync("sync", _world.WriteRows("coupons.csv", [("C1", "new")]), "--live", "--metrics", _metrics)).ExitCode.Should().Be(0);
        Lines("couponsync_last_success_timestamp_seconds").Should().HaveCount(2);
    }

    [Fact]
    public async Task What_an_earlier_version_kept_without_labels_is_found()
    {
        await File.WriteAllTextAsync(_metrics, "couponsync_last_success_timestamp_seconds 1234.5\n");

        await FailAsync("a missing coupon");

        Sample("couponsync_last_success_timestamp_seconds").Should().Be((Labels, 1234.5));
    }

    private async Task SucceedAsync() =>
        (await _world.RunAsync("sync", _world.WriteRows("coupons.csv", [("C1", "new")]), "--metrics", _metrics)).ExitCode.Should().Be(0);

    private async Task<RunOutcome> FailAsync(string failure)
    {
        _world.Clock.Advance(TimeSpan.FromDays(1));
        _world.Transport = null;
        if (failure == "401 on the account")
        {
            _world.Through(static (_, _, _) => Task.FromResult(HopHandler.Answer(
                HttpStatusCode.Unauthorized, """{"error":{"type":"invalid_request_error","message":"Invalid API Key provided"}}""")));
        }
        else if (failure == "unreachable")
        {
            _world.Through(static (_, _, _) => throw new HttpRequestException(HttpRequestError.NameResolutionError, "no such host"));
        }

        var file = failure switch
        {
            "invalid input" => _world.Write("coupons.csv", "id,metadata[order_id]\nC1,a,b\n"),
            "a missing coupon" => _world.WriteRows("coupons.csv", [("GONE", "new")]),
            _ => _world.WriteRows("coupons.csv", [("C1", "newer")]),
        };
        return await _world.RunAsync("sync", file, "--metrics", _metrics);
    }

    private (string Labels, double Value) Sample(string name)
    {
        var line = Lines(name).Single();
        return (line[1..line.IndexOf('}', StringComparison.Ordinal)], double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
    }

    private IEnumerable<string> Lines(string name) =>
        File.ReadAllLines(_metrics).Where(l => l.StartsWith(name + "{", StringComparison.Ordinal)).Select(l => l[name.Length..]);
}
