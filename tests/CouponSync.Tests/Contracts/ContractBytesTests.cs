using System.Text;
using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Reporting.Metrics;
using CouponSync.Reporting.Notify;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Contracts;

/// <summary>What other programs read, and what seals a plan, is the same to the byte as 615a264 wrote it.</summary>
public sealed class ContractBytesTests : IDisposable
{
    private static readonly NotifiedPlace Place = new("web-1", "/srv/coupons/.couponsync/runs/2026-11-22T020000Z-7f3a/report.html");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_plan_of_a_revert_keeps_its_bytes()
    {
        var path = _directory.File("plan.jsonl");
        using (var writer = new PlanWriter(File.Create(path), ContractSamples.RevertHeader))
        {
            writer.WriteLeft(ContractSamples.Left);
            foreach (var change in ContractSamples.Changes)
            {
                writer.Write(change);
            }

            writer.WriteLeft(ContractSamples.Left with { Line = null, Id = null, Column = null });
            writer.Complete();
        }

        ContractFile.ShouldHold("plan-of-revert.jsonl", File.ReadAllBytes(path));
    }

    [Fact]
    public void Outcomes_keep_their_bytes_behind_the_line_that_opens_the_file()
    {
        var path = _directory.File("results.jsonl");
        using (var writer = new ResultsWriter(path))
        {
            foreach (var result in ContractSamples.Results)
            {
                writer.Append(result);
            }
        }

        var bytes = File.ReadAllBytes(path);
        ContractFile.ShouldHold("results.jsonl", bytes[(Array.IndexOf(bytes, (byte)'\n') + 1)..]);
    }

    [Fact]
    public void Results_that_were_written_then_are_read()
    {
        using var results = ResultsFile.Open(ContractFile.PathOf("results.jsonl"), changes: 4);

        ContractSamples.Results.Select(r => results.Find(new PlannedChange { Sequence = r.Sequence, Id = r.Id, Action = ChangeAction.Update })!)
            .Should().BeEquivalentTo(
                ContractSamples.Results.Select(static r => r with { Done = r.Done is { } done ? done with { IsAdapted = false } : null }),
                o => o.WithStrictOrdering().ComparingByMembers<ChangeResult>().ComparingByMembers<PlannedChange>());
    }

    [Fact]
    public async Task Reports_keep_their_bytes()
    {
        ContractFile.ShouldHold("report.json", await RenderAsync(new JsonReportRenderer(), ContractSamples.Report));
        ContractFile.ShouldHold("report-early.json", await RenderAsync(new JsonReportRenderer(), ContractSamples.Early));
        ContractFile.ShouldHold("report.csv", await RenderAsync(new CsvReportRenderer(), ContractSamples.Report));
    }

    [Fact]
    public void Notifications_keep_their_bytes()
    {
        ContractFile.ShouldHold("notification.json", Notification.Render(ContractSamples.Report, Place, includeValues: false));
        ContractFile.ShouldHold("notification-values.json", Notification.Render(ContractSamples.Report, Place, includeValues: true));
        ContractFile.ShouldHold("notification-early.json", Notification.Render(ContractSamples.Early, Place, includeValues: false));
    }

    [Fact]
    public void Metrics_keep_their_bytes()
    {
        var labels = PrometheusText.Labels(ContractSamples.Report.Run.Account!);
        ContractFile.ShouldHold("metrics.prom", Encoding.UTF8.GetBytes(PrometheusText.Render(ContractSamples.Report, labels, [(labels, 12.5)])));
        ContractFile.ShouldHold("metrics-early.prom", Encoding.UTF8.GetBytes(PrometheusText.Render(ContractSamples.Early, "", [])));
    }

    private static async Task<byte[]> RenderAsync(IReportRenderer renderer, RunReport report)
    {
        using var stream = new MemoryStream();
        await renderer.WriteAsync(report, stream, CancellationToken.None);
        return stream.ToArray();
    }
}
