using System.Text;
using CouponSync.Planning;
using CouponSync.Pushing;
using CouponSync.Reporting;
using CouponSync.Reporting.Metrics;
using CouponSync.Reporting.Notify;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Contracts;

/// <summary>What other programs read, and what seals a plan, is the same to the byte as 615a264 wrote it.</summary>
public sealed class ContractBytesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_plan_keeps_its_bytes_and_with_them_its_seals()
    {
        var plan = WritePlan(ContractSamples.Header);

        ContractFile.ShouldHold("plan.jsonl", File.ReadAllBytes(plan));
    }

    [Fact]
    public void The_plan_of_a_revert_keeps_its_bytes()
    {
        var header = ContractSamples.Header with
        {
            Input = ContractSamples.Header.Input with { Path = null, Sha256 = null },
            CreatedAt = DateTimeOffset.UnixEpoch,
            Reverts = "2026-11-21T020000Z-0001",
            Options = new PlanOptions(),
        };

        ContractFile.ShouldHold("plan-of-revert.jsonl", File.ReadAllBytes(WritePlan(header)));
    }

    [Fact]
    public void A_plan_that_was_written_then_is_read()
    {
        var plan = PlanFile.Open(ContractFile.PathOf("plan.jsonl"));

        plan.Header.Should().BeEquivalentTo(ContractSamples.Header);
        plan.Changes().Should().BeEquivalentTo(
            ContractSamples.Changes.Select(Whole), o => o.WithStrictOrdering().WithoutStrictOrderingFor(static m => m.Path.EndsWith("CurrencyOptions")).ComparingByMembers<PlannedChange>());
        plan.Left().Should().Equal(ContractSamples.Left, ContractSamples.Left with { Line = null, Id = null, Column = null });
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
        ContractFile.ShouldHold("notification.json", Notification.Render(ContractSamples.Report, includeValues: false));
        ContractFile.ShouldHold("notification-values.json", Notification.Render(ContractSamples.Report, includeValues: true));
        ContractFile.ShouldHold("notification-early.json", Notification.Render(ContractSamples.Early, includeValues: false));
    }

    [Fact]
    public void Metrics_keep_their_bytes()
    {
        ContractFile.ShouldHold("metrics.prom", Encoding.UTF8.GetBytes(PrometheusText.Render(ContractSamples.Report, lastSuccess: 12.5)));
        ContractFile.ShouldHold("metrics-early.prom", Encoding.UTF8.GetBytes(PrometheusText.Render(ContractSamples.Early, lastSuccess: null)));
    }

    // Half a surrogate pair is no text and cannot be kept.
    private static PlannedChange Whole(PlannedChange change) => change with
    {
        Metadata = [.. change.Metadata.Select(static k => k with { Before = k.Before?.Replace('\uD800', '\uFFFD') })],
    };

    private static async Task<byte[]> RenderAsync(IReportRenderer renderer, RunReport report)
    {
        using var stream = new MemoryStream();
        await renderer.WriteAsync(report, stream, CancellationToken.None);
        return stream.ToArray();
    }

    private string WritePlan(PlanHeader header)
    {
        var path = _directory.File("plan.jsonl");
        using var writer = new PlanWriter(File.Create(path), header);
        writer.WriteLeft(ContractSamples.Left);
        foreach (var change in ContractSamples.Changes)
        {
            writer.Write(change);
        }

        writer.WriteLeft(ContractSamples.Left with { Line = null, Id = null, Column = null });
        writer.Complete();
        return path;
    }
}
