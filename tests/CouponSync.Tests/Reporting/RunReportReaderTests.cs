using System.Text;
using CouponSync.Coupons;
using CouponSync.Reporting;

namespace CouponSync.Tests.Reporting;

public sealed class RunReportReaderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_head_comes_back_as_it_was_written(bool dryRun)
    {
        var report = SampleReports.Create(1_000, dryRun);
        report = report with
        {
            Run = report.Run with { Notes = ["31 % is over 30 % (31/100)"], StopReason = "tired", PlanFile = "plan.jsonl", Arguments = [] },
        };

        var head = await ReadAsync(await ReportText.RenderAsync(new JsonReportRenderer(), report));

        head.Run.Should().BeEquivalentTo(report.Run);
        head.Summary.Should().Be(report.Summary);
        head.Requests.Should().Be(report.Requests);
    }

    [Fact]
    public async Task What_is_unknown_stays_null()
    {
        var report = SampleReports.Create(0);
        report = report with { Run = report.Run with { Input = null, Account = null, Directory = null, EstimatedApplyTime = null } };

        var head = await ReadAsync(await ReportText.RenderAsync(new JsonReportRenderer(), report));

        head.Run.Should().Match<RunInfo>(r => r.Input == null && r.Account == null && r.Directory == null && r.EstimatedApplyTime == null);
    }

    [Fact]
    public async Task Fields_may_come_in_another_order_and_changes_before_them()
    {
        var json = await ReportText.RenderAsync(new JsonReportRenderer(), SampleReports.Create(500));
        var root = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        var reversed = new System.Text.Json.Nodes.JsonObject(
            root.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));

        var head = await ReadAsync(reversed.ToJsonString());

        head.Summary.Should().Be(SampleReports.Create(500).Summary);
    }

    [Fact]
    public async Task Of_a_large_report_only_the_head_is_held()
    {
        var json = await ReportText.RenderAsync(new JsonReportRenderer(), SampleReports.Create(20_000));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var before = GC.GetAllocatedBytesForCurrentThread();

        // The stream has everything at once, so that all is done on this thread.
        await RunReportReader.ReadAsync(stream, CancellationToken.None);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(stream.Length / 20);
    }

    [Fact]
    public async Task Problems_are_found_behind_the_changes_and_come_back_as_they_were()
    {
        using var directory = new Support.TemporaryDirectory();
        var report = SampleReports.Create(40);
        Problem[] problems =
        [
            .. report.Problems,
            new("changed_since", "Ünï, \"quoted\"\n    {\"line\":1}") { Column = "owner" },
            new("other", "  \"problems\": [") { Line = 3, Id = "],[" },
        ];
        var path = directory.Write("report.json", await ReportText.RenderAsync(new JsonReportRenderer(), report with { Problems = problems }));
        var without = directory.Write("none.json", await ReportText.RenderAsync(new JsonReportRenderer(), report with { Problems = [] }));

        RunReportReader.Problems(path).Should().Equal(problems);
        RunReportReader.Problems(without).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"schema\":\"couponsync.report/1\",\"run\":{}")]
    [InlineData("{\"schema\":\"couponsync.report/1\",\"run\":{},\"summary\":{},\"requests\":{}}")]
    [InlineData("{\"schema\":\"couponsync.report/1\",\"run\":7,\"summary\":{},\"requests\":{}}")]
    public async Task What_is_no_report_is_refused(string text)
    {
        var read = () => ReadAsync(text);

        await read.Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task A_schema_of_the_future_is_refused_by_its_name()
    {
        var json = await ReportText.RenderAsync(new JsonReportRenderer(), SampleReports.Create(1));

        var read = () => ReadAsync(json.Replace("couponsync.report/2", "couponsync.report/9", StringComparison.Ordinal));

        (await read.Should().ThrowAsync<InvalidDataException>()).WithMessage("*couponsync.report/9*couponsync.report/2*");
    }

    [Fact]
    public async Task A_report_of_the_version_before_is_read()
    {
        var head = await ReadAsync(await File.ReadAllTextAsync(RepositoryFiles.PathOf("tests", "CouponSync.Tests", "Contracts", "Data", "report-1.json")));

        (head.Run.ExitCode, head.Summary.Applied, head.Summary.Failed, head.Summary.Unknown).Should().Be((1, 59, 1, 0));
    }

    private static async Task<RunReportHead> ReadAsync(string json)
    {
        using var stream = new TricklingStream(Encoding.UTF8.GetBytes(json));
        return await RunReportReader.ReadAsync(stream, CancellationToken.None);
    }

    /// <summary>Hands out few bytes at a time, so that every token is cut somewhere.</summary>
    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 61)], cancellationToken);
    }
}
