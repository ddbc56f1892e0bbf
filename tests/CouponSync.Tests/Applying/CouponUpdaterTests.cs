using System.Net;
using System.Text;
using CouponSync.Applying;
using CouponSync.Planning;
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

    private static List<string> Lines(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static string Coupon(string value) =>
        """{"id":"A","object":"coupon","created":1,"duration":"once","livemode":false,"percent_off":10,"times_redeemed":0,"valid":true,"metadata":{"a":"VALUE"}}"""
            .Replace("VALUE", value, StringComparison.Ordinal);
}
