using System.Net;
using System.Text.Json;
using CouponSync.Reporting.Metrics;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class AnnouncementTests
{
    [Fact]
    public async Task Metrics_are_written_in_prometheus_text_and_keep_the_last_success()
    {
        using var world = World.With(coupons: 10);
        var file = world.WriteRows("coupons.csv", [("C1", "new"), ("C2", "old")]);
        var metrics = world.File("couponsync.prom");
        (await world.RunAsync("sync", file, "--metrics", metrics)).ExitCode.Should().Be(0);
        var first = await File.ReadAllLinesAsync(metrics);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var broken = world.WriteRows("broken.csv", [("C1", "new"), ("GONE", "old")]);
        (await world.RunAsync("sync", broken, "--metrics", metrics)).ExitCode.Should().Be(1);

        var second = await File.ReadAllLinesAsync(metrics);

        first.Should().OnlyContain(static l => System.Text.RegularExpressions.Regex.IsMatch(
            l, @"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+\{[^}]*\} [0-9.]+)$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        Sample(first, "couponsync_changes", "outcome=\"applied\"").Should().Be(1);
        Sample(second, "couponsync_rows_by_verdict", "verdict=\"missing\"").Should().Be(1);
        Sample(second, "couponsync_run_exit_code", "").Should().Be(1);
        Sample(second, PrometheusText.LastSuccess, "").Should().Be(Sample(first, PrometheusText.LastSuccess, ""));
        Directory.GetFiles(world.Directory, ".couponsync.prom*").Should().BeEmpty();
    }

    [Fact]
    public async Task The_receiver_gets_the_summary_without_key_and_values()
    {
        using var world = World.With(coupons: 10);
        var (headers, body) = ("", "");
        world.Notifying(async (request, _, cancellationToken) =>
        {
            (headers, body) = (request.ToString(), await request.Content!.ReadAsStringAsync(cancellationToken));
            return HopHandler.Answer(HttpStatusCode.OK);
        });
        var file = world.WriteRows("coupons.csv", [("C1", "secret-value")]);

        await world.RunAsync("sync", file, "--notify-url", "https://hooks.example.com/T0/SECRET");

        var told = JsonElement.Parse(body);
        told.GetProperty("summary").GetProperty("applied").GetInt64().Should().Be(1);
        told.GetProperty("text").GetString().Should().NotBeEmpty();
        (headers + body).Should().NotContain("secret-value").And.NotContain(World.TestKey);
    }

    [Fact]
    public async Task The_receiver_gets_values_when_asked()
    {
        using var world = World.With(coupons: 10);
        var body = "";
        world.Notifying(async (request, _, cancellationToken) =>
        {
            body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return HopHandler.Answer(HttpStatusCode.OK);
        });
        var file = world.WriteRows("coupons.csv", [("C1", "wanted-value")]);

        await world.RunAsync("sync", file, "--notify-url", "https://hooks.example.com/x", "--notify-values");

        body.Should().Contain("wanted-value").And.NotContain(World.TestKey);
    }

    [Theory]
    [InlineData("always", true, true, true)]
    [InlineData("change", false, true, true)]
    [InlineData("failure", false, false, true)]
    public async Task The_receiver_is_told_when_it_wants_to_know(string on, bool ofNothing, bool ofChange, bool ofFailure)
    {
        using var world = World.With(coupons: 2);
        var told = 0;
        world.Notifying((_, _, _) =>
        {
            told++;
            return Task.FromResult(HopHandler.Answer(HttpStatusCode.OK));
        });
        foreach (var (rows, wanted) in new[] { ("C0,old", ofNothing), ("C0,new", ofChange), ("GONE,new", ofFailure) })
        {
            told = 0;
            await world.RunAsync("sync", world.Write("coupons.csv", $"id,metadata[order_id]\n{rows}\n"), "--notify-url", "https://hooks.example.com/x", "--notify-on", on);

            (told > 0).Should().Be(wanted, rows);
        }
    }

    [Theory]
    [InlineData("https://hooks.slack.com/services/x", false)]
    [InlineData("https://prod-01.westeurope.logic.azure.com/workflows/x", true)]
    public async Task Chats_show_what_happened_where(string address, bool hasCard)
    {
        using var world = World.With(coupons: 1);
        var told = default(JsonElement);
        world.Notifying(async (request, _, cancellationToken) =>
        {
            told = JsonElement.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            return HopHandler.Answer(HttpStatusCode.OK);
        });

        var run = await world.RunAsync("sync", world.WriteNew(1), "--notify-url", address);

        var text = told.GetProperty("text").GetString();
        text.Should().StartWith("The one change was applied.\n")
            .And.Contain($"on {Environment.MachineName}, test account acct_").And.EndWith(Path.Combine(run.Directory!, "report.html"));
        told.GetProperty("content").GetString().Should().Be(text);
        told.GetProperty("run").GetProperty("host").GetString().Should().Be(Environment.MachineName);
        told.TryGetProperty("attachments", out var cards).Should().Be(hasCard);
        if (hasCard)
        {
            cards[0].GetProperty("content").GetProperty("body").EnumerateArray().Select(static line => line.GetProperty("text").GetString())
                .Should().Equal(text!.Split('\n'));
        }
    }

    [Fact]
    public async Task The_receiver_gets_an_authorization_from_a_file_and_nobody_else_does()
    {
        using var world = World.With(coupons: 1);
        var header = "";
        world.Notifying((request, _, _) =>
        {
            header = request.Headers.Authorization?.ToString();
            return Task.FromResult(HopHandler.Answer(HttpStatusCode.Forbidden));
        });
        var secret = world.Write("token", "Bearer TOKEN-SECRET\n");
        world.Variables["COUPONSYNC_Notify__AuthorizationFile"] = secret;
        string[] sync = ["sync", world.WriteNew(1), "--notify-url", "https://hooks.example.com/x"];

        var run = await world.RunAsync([.. sync, "--verbose"]);
        File.WriteAllText(secret, "two\nlines");
        var refused = await world.RunAsync(sync);

        header.Should().Be("Bearer TOKEN-SECRET");
        (run.ExitCode, refused.ExitCode).Should().Be((0, 4));
        (run.Out + run.Error + world.Log() + string.Concat(Directory.GetFiles(run.Directory!).Select(File.ReadAllText))).Should().NotContain("TOKEN-SECRET");
        refused.Error.Should().Contain("Notify:AuthorizationFile").And.NotContain("lines");
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(null)]
    public async Task A_receiver_that_fails_does_not_fail_the_run(HttpStatusCode? status)
    {
        using var world = World.With(coupons: 10);
        world.Notifying((_, _, _) => status is { } answer
            ? Task.FromResult(HopHandler.Answer(answer))
            : throw new HttpRequestException(HttpRequestError.ConnectionError, "no route"));
        var file = world.WriteRows("coupons.csv", [("C1", "new")]);

        var run = await world.RunAsync("sync", file, "--notify-url", "https://hooks.example.com/T0/SECRET");

        run.ExitCode.Should().Be(0);
        run.Error.Should().Contain("hooks.example.com").And.NotContain("SECRET");
    }

    [Fact]
    public async Task Runs_lists_past_runs_and_shows_one()
    {
        using var world = World.With(coupons: 10);
        var first = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C1", "new"), ("GONE", "x")]));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C1", "new")]), "--dry-run");

        var list = await world.RunAsync("runs");
        var id = first.RunId();
        var shown = await world.RunAsync("runs", id[..14]);
        var unknown = await world.RunAsync("runs", "2020");

        var lines = list.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(3);
        lines[1].Should().Contain("sync (dry)");
        lines[2].Should().StartWith(id).And.Contain("1 applied, 1 missing");
        shown.Out.Should().Contain("order_id: \"old\" -> \"new\"").And.Contain("GONE");
        unknown.ExitCode.Should().Be(4);
    }

    [Fact]
    public async Task Old_runs_are_removed_but_never_the_last_successful_one()
    {
        using var world = World.With(coupons: 10);
        var config = world.Write("config.json", """{ "Runs": { "Keep": 2, "MaxAge": "3d" } }""");
        var good = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C1", "new")]), "--config", config);
        for (var night = 0; night < 5; night++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await world.RunAsync("sync", world.WriteRows("coupons.csv", [("GONE", "new")]), "--config", config);
        }

        var left = Directory.GetDirectories(world.File("state/runs"));

        left.Should().HaveCount(3).And.Contain(good.Directory);
    }

    private static double Sample(string[] lines, string name, string label) => double.Parse(
        lines.Single(l => l.StartsWith(name + "{", StringComparison.Ordinal) && l.Contains(label, StringComparison.Ordinal)).Split(' ')[^1],
        System.Globalization.CultureInfo.InvariantCulture);
}
