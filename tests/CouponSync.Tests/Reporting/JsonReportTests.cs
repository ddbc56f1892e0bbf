using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Reporting;
using Json.Schema;

namespace CouponSync.Tests.Reporting;

public sealed class JsonReportTests
{
    private static readonly JsonSchema Schema =
        JsonSchema.FromText(File.ReadAllText(RepositoryFiles.PathOf("docs", "report.schema.json"), Encoding.UTF8));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(300, false)]
    public async Task A_report_keeps_its_published_schema(int changes, bool dryRun)
    {
        using var report = JsonDocument.Parse(
            await ReportText.RenderAsync(new JsonReportRenderer(), SampleReports.Create(changes, dryRun)));

        Breaches(report.RootElement).Should().BeEmpty();
        report.RootElement.GetProperty("changes").GetArrayLength().Should().Be(changes);
    }

    [Theory]
    [InlineData("/schema")]
    [InlineData("/run/exitCode")]
    [InlineData("/summary/stale")]
    [InlineData("/changes/0/line")]
    [InlineData("/changes/0/metadata/order_id/after")]
    [InlineData("/problems/0/kind")]
    public async Task The_schema_notices_a_value_of_the_wrong_type_or_a_missing_one(string path)
    {
        var report = JsonNode.Parse(await ReportText.RenderAsync(new JsonReportRenderer(), SampleReports.Create(5)))!;
        var place = path[1..].Split('/');
        var parent = place.SkipLast(1).Aggregate(report, (node, part) => part == "0" ? node[0]! : node[part]!);
        parent[place[^1]] = new JsonObject();
        using var wrong = JsonDocument.Parse(report.ToJsonString());
        parent.AsObject().Remove(place[^1]);
        using var lacking = JsonDocument.Parse(report.ToJsonString());

        Breaches(wrong.RootElement).Should().ContainSingle().Which.Should().StartWith($"{path}: ");
        Breaches(lacking.RootElement).Should().ContainSingle().Which.Should().Contain($"[\"{place[^1]}\"]");
    }

    [Fact]
    public async Task The_fields_of_the_contract_come_first_and_in_its_order()
    {
        using var report = JsonDocument.Parse(await ReportText.RenderAsync(new JsonReportRenderer(), SampleReports.Create(1)));
        var root = report.RootElement;

        Names(root).Should().Equal("schema", "run", "summary", "requests", "changes", "problems");
        Names(root.GetProperty("run")).Take(9).Should().Equal(
            "id", "command", "dryRun", "startedAt", "finishedAt", "exitCode", "sdk", "input", "account");
        Names(root.GetProperty("run").GetProperty("input")).Should().Equal("path", "sha256", "rows");
        Names(root.GetProperty("run").GetProperty("account")).Should().Equal("id", "livemode", "apiBase");
        Names(root.GetProperty("summary")).Take(10).Should().Equal(
            "rows", "unchanged", "update", "create", "missing", "conflict", "invalid", "applied", "failed", "notAttempted");
        Names(root.GetProperty("requests")).Should().Equal(
            "total", "list", "retrieve", "update", "create", "delete", "events", "account", "retries", "rateLimited");
        Names(root.GetProperty("changes")[0]).Take(8).Should().Equal(
            "line", "id", "action", "metadata", "name", "outcome", "requestId", "error");
        Names(root.GetProperty("problems")[0]).Should().Equal("line", "id", "kind", "column", "message");
    }

    [Fact]
    public async Task A_failed_change_says_what_was_wanted_and_why_it_failed()
    {
        var change = SampleReports.Update("25OFF", "order_id", "6734", "6735", line: 1207) with
        {
            Outcome = ChangeOutcome.NotAttempted,
            RequestId = "req_1",
            Error = new ChangeError("lock_timeout", "It is \"locked\".", 429),
        };
        change = change with { Change = change.Change with { Name = new ValueChange("Old", null) } };

        var json = JsonNode.Parse(await ReportText.RenderAsync(new JsonReportRenderer(), SampleReports.Of([change])))!["changes"]![0]!;

        JsonNode.DeepEquals(json, JsonNode.Parse("""
            { "line": 1207, "id": "25OFF", "action": "update",
              "metadata": { "order_id": { "before": "6734", "after": "6735" } },
              "name": { "before": "Old", "after": null }, "outcome": "notAttempted", "requestId": "req_1",
              "error": { "code": "lock_timeout", "message": "It is \"locked\".", "status": 429 }, "terms": null }
            """)).Should().BeTrue(json.ToJsonString());
    }

    [Fact]
    public async Task Every_value_comes_back_as_it_was()
    {
        var expected = SampleReports.Create(400).Changes.ToList();

        using var report = JsonDocument.Parse(await ReportText.RenderAsync(new JsonReportRenderer(), SampleReports.Create(400)));

        var changes = report.RootElement.GetProperty("changes").EnumerateArray().ToList();
        changes.Select(c => c.GetProperty("id").GetString()).Should().Equal(expected.Select(c => c.Change.Id));
        changes.SelectMany(c => c.GetProperty("metadata").EnumerateObject())
            .Select(k => (k.Name, k.Value.GetProperty("before").GetString(), k.Value.GetProperty("after").GetString()))
            .Should().Equal(expected.SelectMany(c => c.Change.Metadata).Select(k => (k.Key, k.Before, k.After)));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_does_not_stop_a_report()
    {
        var report = SampleReports.Of([SampleReports.Update("A", "k\uD800", "x\uDC00", "y")]);

        using var json = JsonDocument.Parse(await ReportText.RenderAsync(new JsonReportRenderer(), report));

        json.RootElement.GetProperty("changes")[0].GetProperty("metadata").EnumerateObject().Should().ContainSingle();
    }

    [Fact]
    public async Task Every_change_is_a_line_of_its_own()
    {
        var lines = (await ReportText.RenderAsync(new JsonReportRenderer(), SampleReports.Create(50))).Split('\n');

        lines.Count(l => l.TrimStart().StartsWith("{\"line\":", StringComparison.Ordinal) && l.Contains("\"action\"", StringComparison.Ordinal))
            .Should().Be(50);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private static List<string> Breaches(JsonElement report) =>
    [
        .. Schema.Evaluate(report, new EvaluationOptions { OutputFormat = OutputFormat.List }).Details!
            .SelectMany(static place => place.Errors ?? [], static (place, error) => $"{place.InstanceLocation}: {error.Value}"),
    ];
}
