using System.Net;
using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.StripeApi;
using CouponSync.Tests.StripeApi;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Applying;

/// <summary>
/// A write whose stored answer is a failure: only the coupon tells whether it was made, and it cannot where somebody else has
/// changed it since (the simulation's case 55001333).
/// </summary>
public sealed class StoredFailureTests
{
    private const string AsItWas = "0";
    private const string BySomebodyElse = "2";

    private static readonly PlannedChange Update = new() { Sequence = 1, Id = "A", Action = ChangeAction.Update, Metadata = [new KeyChange("a", "0", "1")] };

    private static readonly PlannedChange Creation = Update with
    {
        Action = ChangeAction.Create,
        Metadata = [new KeyChange("a", null, "1")],
        Terms = new CouponTerms { PercentOff = 10, Duration = "once" },
    };

    [Theory]
    [InlineData(true, AsItWas, ChangeOutcome.Failed)]
    [InlineData(true, BySomebodyElse, ChangeOutcome.Unknown)]
    [InlineData(true, null, ChangeOutcome.Unknown)]
    [InlineData(false, null, ChangeOutcome.Failed)]
    [InlineData(false, BySomebodyElse, ChangeOutcome.Unknown)]
    public async Task It_is_unknown_whether_a_write_was_made_whose_coupon_is_neither_as_asked_nor_as_it_was(bool isUpdate, string? seen, object outcome)
    {
        using var stripe = Answering(seen, static () => Answer(400, """{"error":{"type":"invalid_request_error","message":"No."}}"""));

        var sent = await new ChangeSender(stripe.Gateway).SendAsync(isUpdate ? Update : Creation, new WriteRequest("key"), CancellationToken.None);

        (sent.Outcome, sent.Error!.Message).Should().Be(((ChangeOutcome)outcome, "No."));
    }

    [Theory]
    [InlineData(true, AsItWas, false)]
    [InlineData(true, BySomebodyElse, true)]
    [InlineData(false, null, false)]
    [InlineData(false, BySomebodyElse, true)]
    public async Task Given_up_after_the_look_it_was_surely_not_made_only_where_the_coupon_is_as_it_was(bool isUpdate, string? seen, bool isUnknown)
    {
        using var abort = new CancellationTokenSource();
        using var stripe = Answering(seen, static () => throw new InvalidOperationException("It was sent a second time."));
        var write = new WriteRequest("key", () =>
        {
            if (stripe.Sent.Count > 1)
            {
                abort.Cancel();
                abort.Token.ThrowIfCancellationRequested();
            }
        });

        var send = () => new ChangeSender(stripe.Gateway).SendAsync(isUpdate ? Update : Creation, write, abort.Token);

        if (isUnknown)
        {
            var sent = await send();
            (sent.Outcome, sent.Error!.Code, sent.Attempts).Should().Be((ChangeOutcome.Unknown, StripeFailure.Interrupted, 2));
        }
        else
        {
            await send.Should().ThrowAsync<OperationCanceledException>();
        }
    }

    [Fact]
    public async Task A_coupon_that_may_be_of_this_creation_is_not_taken_for_somebody_elses()
    {
        using var stripe = Answering(
            BySomebodyElse,
            static () => Answer(400, """{"error":{"type":"invalid_request_error","code":"resource_already_exists","message":"It exists."}}"""));

        var sent = await new ChangeSender(stripe.Gateway).SendAsync(Creation, new WriteRequest("key"), CancellationToken.None);

        (sent.Outcome, sent.Error!.Code, stripe.Sent.Count).Should().Be((ChangeOutcome.Unknown, "resource_already_exists", 3));
    }

    // A stored failure, the coupon as it is, and what comes of the second round.
    private static RecordedGateway Answering(string? seen, Func<HttpResponseMessage> second)
    {
        var number = 0;
        return new RecordedGateway(() => ++number switch
        {
            1 => Answer(500, """{"error":{"type":"api_error","message":"Down"}}""", isReplayed: true),
            2 when seen is null => Answer(404, """{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such coupon."}}"""),
            2 => Answer(200, """{"id":"A","object":"coupon","created":1,"duration":"once","livemode":false,"percent_off":10,"metadata":{"a":"SEEN"}}""".Replace("SEEN", seen, StringComparison.Ordinal)),
            _ => second(),
        });
    }

    private static HttpResponseMessage Answer(int status, string body, bool isReplayed = false)
    {
        var response = HopHandler.Answer((HttpStatusCode)status, body);
        if (isReplayed)
        {
            response.Headers.Add("Idempotent-Replayed", "true");
        }

        return response;
    }
}
