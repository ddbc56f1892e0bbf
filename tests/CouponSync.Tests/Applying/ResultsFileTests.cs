using System.Globalization;
using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Applying;

/// <summary>What <c>results.jsonl</c> says of the changes of a plan, however its run ended.</summary>
public sealed class ResultsFileTests : IDisposable
{
    private const int Changes = 1_000;

    private readonly TemporaryDirectory _directory = new();

    private string Results => _directory.File("results.jsonl");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void After_a_kill_what_was_sent_without_an_outcome_is_unknown_and_what_was_never_sent_is_not_doubted()
    {
        Write(answered: [1, 3], sent: [1, 2, 3, 4]);

        Outcomes().Should().Equal(new Dictionary<int, ChangeOutcome>
        {
            [1] = ChangeOutcome.Applied,
            [2] = ChangeOutcome.Unknown,
            [3] = ChangeOutcome.Applied,
            [4] = ChangeOutcome.Unknown,
        });
    }

    [Fact]
    public void A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        File.WriteAllBytes(Results, new byte[33 * 1024 * 1024]);

        FluentActions.Invoking(() => ResultsFile.Open(Results, Changes)).Should().Throw<PlanFormatException>().WithMessage("*results.jsonl:1: this line is longer than any result*");
        FluentActions.Invoking(() => ResultsFile.HasSent(Results)).Should().Throw<PlanFormatException>();
    }

    [Fact]
    public void After_an_orderly_end_nothing_is_doubted_whatever_became_of_the_machine_since()
    {
        Write(answered: [1, 2], sent: [1, 2], isClosed: true);
        StartMachineAgain();

        Outcomes().Keys.Should().Equal(1, 2);
    }

    [Fact]
    public void After_a_power_cut_the_first_changes_without_a_line_are_unknown_too_as_many_as_may_lack_theirs()
    {
        Write(answered: [1, 2, 4], sent: [1, 2, 4, 5]);
        StartMachineAgain();

        var outcomes = Outcomes();

        outcomes.Where(static o => o.Value == ChangeOutcome.Applied).Select(static o => o.Key).Should().Equal(1, 2, 4);
        var unknown = outcomes.Where(static o => o.Value == ChangeOutcome.Unknown).Select(static o => o.Key).ToList();
        unknown.Should().StartWith([3, 5, 6, 7]);
        unknown.Count.Should().BeInRange(ResultsWriter.MostUnsynced, 400, "lines go through to the disk now and then");
        unknown[^1].Should().BeLessThan(500);
    }

    [Fact]
    public void A_result_of_another_coupon_is_none_of_this_plan()
    {
        using (var writer = new ResultsWriter(Results))
        {
            writer.Append(new ChangeResult { Sequence = 1, Id = "OTHER", Outcome = ChangeOutcome.Applied });
            writer.Append(new ChangeResult { Sequence = 2, Id = "C2", Outcome = ChangeOutcome.Applied });
            writer.Complete();
        }

        using var results = ResultsFile.Open(Results, 2);

        results.Find(new PlannedChange { Sequence = 1, Id = "C1", Action = ChangeAction.Update }).Should().BeNull();
        results.Find(new PlannedChange { Sequence = 2, Id = "C2", Action = ChangeAction.Update })!.Outcome.Should().Be(ChangeOutcome.Applied);
    }

    [Theory]
    [InlineData("{\"seq\":3,\"id\":\"C3\",\"sen")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("\0\0\0\0\n")]
    public void Bytes_that_are_no_line_are_a_power_cut_as_well(string left)
    {
        Write(answered: [1, 2], sent: [1, 2]);
        File.AppendAllText(Results, left);

        Outcomes().Should().Contain(3, ChangeOutcome.Unknown);
    }

    [Fact]
    public void Where_the_system_does_not_say_when_it_was_started_it_may_have_been_a_power_cut()
    {
        Write(answered: [1, 2], sent: [1, 2]);
        File.WriteAllLines(Results, ["{\"schema\":\"couponsync.results/2\"}", .. File.ReadAllLines(Results).Skip(1)]);

        Outcomes().Should().Contain(3, ChangeOutcome.Unknown);
    }

    [Theory]
    [InlineData("\"seq\":-5,", "seq is -5")]
    [InlineData("\"seq\":0,", "seq is 0")]
    [InlineData("\"seq\":1001,", "the plan has the changes 1 to 1000")]
    [InlineData("\"seq\":\"2\",", "this is no result")]
    [InlineData("\"outcome\":\"gone\",\"seq\":2,", "this is no result")]
    [InlineData("", "this is no result")]
    public void A_line_that_was_edited_is_refused_by_file_and_line(string edited, string expected)
    {
        Write(answered: [1, 2], sent: [1, 2]);
        var lines = File.ReadAllLines(Results);
        lines[4] = lines[4].Replace("\"seq\":2,", edited, StringComparison.Ordinal);
        File.WriteAllLines(Results, lines);

        var open = () => ResultsFile.Open(Results, Changes);

        open.Should().Throw<PlanFormatException>().WithMessage($"{Results}:5: *{expected}*");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(",\"status\":409", true)]
    [InlineData(",\"status\":500", true)]
    [InlineData(",\"status\":503", true)]
    [InlineData(",\"status\":400", false)]
    [InlineData(",\"status\":404", false)]
    [InlineData(",\"status\":429", false)]
    public void In_a_file_of_the_version_before_a_failure_without_a_settling_answer_is_unknown(string status, bool isUnknown)
    {
        File.WriteAllText(_directory.File("report.json"), "{}");
        File.WriteAllText(
            Results,
            "{\"seq\":1,\"id\":\"C1\",\"outcome\":\"failed\",\"requestId\":null,\"idempotencyKey\":\"k\",\"attempts\":6,\"at\":\"2026-11-22T02:00:00Z\","
            + $"\"error\":{{\"code\":\"x\",\"message\":\"y\"{status}}}}}\n");

        Outcomes().Should().Equal(new Dictionary<int, ChangeOutcome> { [1] = isUnknown ? ChangeOutcome.Unknown : ChangeOutcome.Failed });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_a_file_of_the_version_before_changes_without_a_result_are_unknown_only_where_there_is_no_report(bool hasReport)
    {
        File.WriteAllText(Results, "{\"seq\":1,\"id\":\"C1\",\"outcome\":\"applied\",\"requestId\":null,\"idempotencyKey\":\"k\",\"attempts\":1,\"at\":\"2026-11-22T02:00:00Z\"}\n");
        if (hasReport)
        {
            File.WriteAllText(_directory.File("report.json"), "{}");
        }

        var unknown = Outcomes().Count(static o => o.Value == ChangeOutcome.Unknown);

        unknown.Should().Be(hasReport ? 0 : 356, "so many may have been under way, or lost their line");
    }

    private void Write(int[] answered, int[] sent, bool isClosed = false)
    {
        using var writer = new ResultsWriter(Results);
        foreach (var sequence in sent)
        {
            writer.AppendSending(Change(sequence), $"key-{sequence}", DateTimeOffset.UnixEpoch);
            if (answered.Contains(sequence))
            {
                writer.Append(new ChangeResult { Sequence = sequence, Id = Id(sequence), Outcome = ChangeOutcome.Applied, Attempts = 1 });
            }
        }

        if (isClosed)
        {
            writer.Complete();
        }
    }

    private void StartMachineAgain()
    {
        var lines = File.ReadAllLines(Results);
        lines[0] = "{\"schema\":\"couponsync.results/2\",\"boot\":\"11111111-2222-3333-4444-555555555555\"}";
        File.WriteAllLines(Results, lines);
    }

    private Dictionary<int, ChangeOutcome> Outcomes()
    {
        using var results = ResultsFile.Open(Results, Changes);
        var found = Enumerable.Range(1, Changes)
            .Select(i => (Sequence: i, Result: results.Find(Change(i))))
            .Where(static r => r.Result is not null)
            .ToDictionary(static r => r.Sequence, static r => r.Result!.Outcome);
        foreach (var outcome in Enum.GetValues<ChangeOutcome>().Where(static o => o != ChangeOutcome.NotAttempted))
        {
            results.Count(outcome).Should().Be(found.Count(r => r.Value == outcome));
        }

        results.Attempted.Should().Be(found.Count);
        return found;
    }

    private static PlannedChange Change(int sequence) => new() { Sequence = sequence, Id = Id(sequence), Action = ChangeAction.Update };

    private static string Id(int sequence) => string.Create(CultureInfo.InvariantCulture, $"C{sequence}");
}
