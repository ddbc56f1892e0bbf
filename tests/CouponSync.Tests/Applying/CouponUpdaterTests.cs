using System.Net;
using System.Text;
using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Tests.StripeApi;
using CouponSync.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Serilog.Core;

namespace CouponSync.Tests.Applying;

public sealed class CouponUpdaterTests
{
    private static readonly PlannedChange Change = new() { Sequence = 1, Id = "A", Action = ChangeAction.Update, Metadata = [new KeyChange("a", "0", "1")] };

    [Theory]
    [InlineData("1", ChangeOutcome.Applied, null)]
    [InlineData("2", ChangeOutcome.Failed, StripeFailure.AnswerDiffers)]
    public async Task The_answer_is_held_against_what_was_asked(string answered, object outcome, string? code)
    {
        using var stripe = RecordedGateway.Answering(Coupon(answered));

        var sent = await new ChangeSender(stripe.Gateway).SendAsync(Change, new WriteRequest("key"), CancellationToken.None);

        (sent.Outcome, sent.Error?.Code).Should().Be(((ChangeOutcome)outcome, code));
    }

    [Fact]
    public async Task A_change_is_on_record_before_it_is_sent_and_its_outcome_not_before_the_answer()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("results.jsonl");
        var (sending, outcomes) = (0, 0);
        using var stripe = new RecordedGateway(() =>
        {
            var lines = Lines(path);
            (sending, outcomes) = (lines.Count(static l => l.Contains("\"sending\"", StringComparison.Ordinal)), lines.Count(static l => l.Contains("\"outcome\"", StringComparison.Ordinal)));
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Coupon("1"), Encoding.UTF8, "application/json") };
        });
        using var results = new ResultsWriter(path);
        var updater = new CouponUpdater(stripe.Gateway, results, "2026-11-22T020000Z-7f3a", 1, new FailureLimit(null, 1), new FakeTimeProvider(), Logger.None)
        {
            Counts = new OutcomeCounts(new RunCounts { Update = 1 }),
        };

        await updater.ApplyAsync([Change], CancellationToken.None, CancellationToken.None);

        (sending, outcomes).Should().Be((1, 0));
        Lines(path).Count(static l => l.Contains("\"outcome\"", StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public async Task Changes_that_are_unknown_count_as_failures()
    {
        using var stripe = new RecordedGateway(static () => throw new HttpRequestException("lost"));

        var (updater, counts) = await ApplyAsync(stripe, changes: 10, new FailureLimit(Limit("2"), 10));

        (counts.Now.Unknown, counts.Now.Failed).Should().Be((3, 0));
        updater.StopReason.Should().Contain("--max-failures");
    }

    [Fact]
    public async Task Twenty_failures_in_a_row_are_an_outage()
    {
        using var stripe = RecordedGateway.Answering("""{"error":{"type":"api_error","message":"Down"}}""", HttpStatusCode.ServiceUnavailable);

        var (updater, counts) = await ApplyAsync(stripe, changes: 50, new FailureLimit(null, 50));

        counts.Now.Attempted.Should().Be(20);
        updater.StopReason.Should().StartWith("20 changes in a row came to nothing");
    }

    [Fact]
    public async Task Failures_with_successes_between_them_are_none()
    {
        var number = 0;
        using var stripe = new RecordedGateway(() => ++number % 10 == 0
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Coupon("1"), Encoding.UTF8, "application/json") }
            : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("{}") });

        var (updater, counts) = await ApplyAsync(stripe, changes: 50, new FailureLimit(null, 50));

        (counts.Now.Applied, counts.Now.Attempted, updater.StopReason).Should().Be((5, 50, null));
    }

    [Fact]
    public async Task A_creation_is_held_against_its_terms_and_what_it_became_instead_is_kept()
    {
        using var stripe = RecordedGateway.Answering(Coupon("1"));
        var creation = Change with { Action = ChangeAction.Create, Metadata = [new KeyChange("a", null, "1")], Terms = new CouponTerms { PercentOff = 20, Duration = "once" } };

        var sent = await new ChangeSender(stripe.Gateway).SendAsync(creation, new WriteRequest("key"), CancellationToken.None);

        (sent.Outcome, sent.Error?.Code).Should().Be((ChangeOutcome.Failed, StripeFailure.AnswerDiffers));
        sent.Done!.Terms!.PercentOff.Should().Be(10);
    }

    private static async Task<(CouponUpdater Updater, OutcomeCounts Counts)> ApplyAsync(RecordedGateway stripe, int changes, FailureLimit limit)
    {
        using var directory = new TemporaryDirectory();
        using var results = new ResultsWriter(directory.File("results.jsonl"));
        var counts = new OutcomeCounts(new RunCounts { Update = changes });
        var updater = new CouponUpdater(stripe.Gateway, results, "2026-11-22T020000Z-7f3a", 1, limit, new FakeTimeProvider(), Logger.None) { Counts = counts };
        await updater.ApplyAsync(Enumerable.Range(1, changes).Select(static i => Change with { Sequence = i }), CancellationToken.None, CancellationToken.None);
        return (updater, counts);
    }

    private static CountLimit? Limit(string text) => CountLimit.TryParse(text, out var limit) ? limit : null;

    private static List<string> Lines(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static string Coupon(string value) =>
        """{"id":"A","object":"coupon","created":1,"duration":"once","livemode":false,"percent_off":10,"times_redeemed":0,"valid":true,"metadata":{"a":"VALUE"}}"""
            .Replace("VALUE", value, StringComparison.Ordinal);
}
