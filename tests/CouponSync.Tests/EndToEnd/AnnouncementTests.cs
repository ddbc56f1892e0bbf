using System.Net;
using System.Text.Json;
using CouponSync.Reporting.Metrics;

namespace CouponSync.Tests.EndToEnd;

public sealed class AnnouncementTests
{
    [Fact]
    public async Task Metrics_are_written_in_prometheus_text_and_keep_the_last_success()
    {
        using var shop = new Shop();
        shop.SeedPlain(10);
        var file = shop.WriteRows("coupons.csv", [("C1", "new"), ("C2", "old")]);
        var metrics = shop.File("couponsync.prom");
        (await shop.RunAsync("sync", file, "--metrics", metrics)).ExitCode.Should().Be(0);
        var first = await File.ReadAllLinesAsync(metrics);
        shop.Clock.Advance(TimeSpan.FromDays(1));
        var broken = shop.WriteRows("broken.csv", [("C1", "new"), ("GONE", "old")]);
        (await shop.RunAsync("sync", broken, "--metrics", metrics)).ExitCode.Should().Be(1);

        var second = await File.ReadAllLinesAsync(metrics);

        first.Should().OnlyContain(static l => System.Text.RegularExpressions.Regex.IsMatch(
            l, @"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+\{[^}]*\} [0-9.]+)$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        Sample(first, "couponsync_changes", "outcome=\"applied\"").Should().Be(1);
        Sample(second, "couponsync_rows_by_verdict", "verdict=\"missing\"").Should().Be(1);
        Sample(second, "couponsync_run_exit_code", "").Should().Be(1);
        Sample(second, PrometheusText.LastSuccess, "").Should().Be(Sample(first, PrometheusText.LastSuccess, ""));
        Directory.GetFiles(shop.Directory, ".couponsync.prom*").Should().BeEmpty();
    }

    [Fact]
    public async Task The_receiver_gets_the_summary_without_key_and_values()
    {
        using var shop = new Shop();
        var receiver = new Receiver(HttpStatusCode.OK);
        shop.NotifyTransport = () => receiver;
        shop.SeedPlain(10);
        var file = shop.WriteRows("coupons.csv", [("C1", "secret-value")]);

        await shop.RunAsync("sync", file, "--notify-url", "https://hooks.example.com/T0/SECRET");

        var body = JsonElement.Parse(receiver.Body!);
        body.GetProperty("summary").GetProperty("applied").GetInt64().Should().Be(1);
        body.GetProperty("text").GetString().Should().NotBeEmpty();
        receiver.Body.Should().NotContain("secret-value").And.NotContain(Shop.TestKey);
        receiver.Headers.Should().NotContain(Shop.TestKey);
    }

    [Fact]
    public async Task The_receiver_gets_values_when_asked()
    {
        using var shop = new Shop();
        var receiver = new Receiver(HttpStatusCode.OK);
        shop.NotifyTransport = () => receiver;
        shop.SeedPlain(10);
        var file = shop.WriteRows("coupons.csv", [("C1", "wanted-value")]);

        await shop.RunAsync("sync", file, "--notify-url", "https://hooks.example.com/x", "--notify-values");

        receiver.Body.Should().Contain("wanted-value").And.NotContain(Shop.TestKey);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(null)]
    public async Task A_receiver_that_fails_does_not_fail_the_run(HttpStatusCode? status)
    {
        using var shop = new Shop();
        shop.NotifyTransport = () => new Receiver(status);
        shop.SeedPlain(10);
        var file = shop.WriteRows("coupons.csv", [("C1", "new")]);

        var run = await shop.RunAsync("sync", file, "--notify-url", "https://hooks.example.com/T0/SECRET");

        run.ExitCode.Should().Be(0);
        run.Error.Should().Contain("hooks.example.com").And.NotContain("SECRET");
    }

    [Fact]
    public async Task Runs_lists_past_runs_and_shows_one()
    {
        using var shop = new Shop();
        shop.SeedPlain(10);
        var first = await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("C1", "new"), ("GONE", "x")]));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("C1", "new")]), "--dry-run");

        var list = await shop.RunRawAsync("runs", "--state-dir", shop.File("state"));
        var id = Path.GetFileName(first.Directory!);
        var shown = await shop.RunRawAsync("runs", id[..14], "--state-dir", shop.File("state"));
        var unknown = await shop.RunRawAsync("runs", "2020", "--state-dir", shop.File("state"));

        var lines = list.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(3);
        lines[1].Should().Contain("sync (dry)");
        lines[2].Should().StartWith(id).And.Contain("some failed");
        shown.Out.Should().Contain("order_id: \"old\" -> \"new\"").And.Contain("GONE");
        unknown.ExitCode.Should().Be(4);
    }

    [Fact]
    public async Task Old_runs_are_removed_but_never_the_last_successful_one()
    {
        using var shop = new Shop();
        shop.SeedPlain(10);
        var config = shop.Write("config.json", """{ "Runs": { "Keep": 2, "MaxAge": "3d" } }""");
        var good = await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("C1", "new")]), "--config", config);
        for (var night = 0; night < 5; night++)
        {
            shop.Clock.Advance(TimeSpan.FromDays(1));
            await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("GONE", "new")]), "--config", config);
        }

        var left = Directory.GetDirectories(shop.File("state/runs"));

        left.Should().HaveCount(3).And.Contain(good.Directory);
    }

    private static double Sample(string[] lines, string name, string label) => double.Parse(
        lines.Single(l => l.StartsWith(name + "{", StringComparison.Ordinal) && l.Contains(label, StringComparison.Ordinal)).Split(' ')[^1],
        System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Receiver(HttpStatusCode? status) : HttpMessageHandler
    {
        public string? Body { get; private set; }

        public string? Headers { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Headers = request.ToString();
            return new HttpResponseMessage(status ?? throw new HttpRequestException(HttpRequestError.ConnectionError, "no route"));
        }
    }
}
