using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class FaultTests
{
    private const string Whole = @"(?s)\A\{\n  ""id"": ""C"".*\}\n\z";
    private const string Cut = @"(?s)\A\{\n  ""id"": ""C"".*(?<!\}\n)\z";

    private readonly TestAccount _account = new();

    public FaultTests() => _account.Add("C", "D");

    [Theory]
    [InlineData("429:global-rate", 429, "rate_limit", "global-rate", null, false)]
    [InlineData("429:global-concurrency", 429, "rate_limit", "global-concurrency", null, false)]
    [InlineData("429:endpoint-rate", 429, "rate_limit", "endpoint-rate", null, false)]
    [InlineData("429:endpoint-concurrency", 429, "rate_limit", "endpoint-concurrency", null, false)]
    [InlineData("429:resource-specific", 429, "rate_limit", "resource-specific", null, false)]
    [InlineData("429", 429, "rate_limit", null, null, false)]
    [InlineData("429:lock-timeout", 429, "lock_timeout", null, "true", false)]
    [InlineData("500-before", 500, null, null, null, false)]
    [InlineData("500-after", 500, null, null, null, true)]
    [InlineData("503-before", 503, null, null, null, false)]
    [InlineData("503-after", 503, null, null, null, true)]
    [InlineData("500-after@*:should-retry=false", 500, null, null, "false", true)]
    [InlineData("401", 401, null, null, null, false)]
    [InlineData("403", 403, null, null, null, false)]
    [InlineData("409", 409, null, null, null, false)]
    [InlineData("409:lock-timeout", 409, "lock_timeout", null, "true", false)]
    public async Task A_fault_answers_as_stripe_would_and_takes_effect_or_not(
        string rule, int status, string? code, string? reason, string? shouldRetry, bool applied)
    {
        _account.Emulator.Faults.Add(rule);

        var reply = await _account.PostAsync("/v1/coupons/C", "metadata[a]=1");

        reply.Status.Should().Be(status);
        reply.Code.Should().Be(code);
        reply.Header("Stripe-Rate-Limited-Reason").Should().Be(reason);
        reply.Header("Stripe-Should-Retry").Should().Be(shouldRetry);
        _account.Emulator.WritesApplied("C").Should().Be(applied ? 1 : 0);
        _account.Emulator.Find("C")!.Metadata.ContainsKey("a").Should().Be(applied);
        _account.Emulator.RequestLog.Snapshot().Single().Applied.Should().Be(applied);
        _account.Emulator.Counters.Snapshot().Faults.Values.Should().Equal(1);
    }

    [Theory]
    [InlineData("drop-before", false)]
    [InlineData("drop-after", true)]
    public async Task A_dropped_connection_took_effect_or_not(string rule, bool applied)
    {
        _account.Emulator.Faults.Add(rule + "@*:count=1");

        var dropped = await _account.Invoking(static account => account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key"))
            .Should().ThrowAsync<ConnectionDroppedException>();

        dropped.Which.AfterEffect.Should().Be(applied);
        _account.Emulator.WritesApplied("C").Should().Be(applied ? 1 : 0);
        var again = await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key");
        again.Status.Should().Be(200);
        again.Header("Idempotent-Replayed").Should().Be(applied ? "true" : null);
        _account.Emulator.WritesApplied("C").Should().Be(1);
        _account.Emulator.Counters.Snapshot().Of("POST /v1/coupons/{id}", 0).Should().Be(1);
    }

    [Theory]
    [InlineData("broken-json", Cut, BodyEnd.Whole)]
    [InlineData("drop-body", Cut, BodyEnd.Dropped)]
    [InlineData("endless-body", Whole, BodyEnd.Endless)]
    [InlineData("false-gzip", Whole, BodyEnd.Whole)]
    [InlineData("array-body", @"\A\[\]\z", BodyEnd.Whole)]
    [InlineData("empty-body", @"\A\z", BodyEnd.Whole)]
    [InlineData("html-body", @"\A<!DOCTYPE html>", BodyEnd.Whole)]
    public async Task An_answer_with_a_faulty_body_took_effect_and_is_whole_when_replayed(string fault, string text, BodyEnd end)
    {
        _account.Emulator.Faults.Add(fault + "@*:count=1");
        var broken = await _account.Emulator.SendAsync(
            EmulatorRequest.Create("POST", "/v1/coupons/C", TestAccount.Key, "metadata[a]=1", "key"), default);

        broken.Status.Should().Be(200);
        broken.Text.Should().MatchRegex(text);
        broken.End.Should().Be(end);
        (await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key")).Metadata.Should().Be("""{"a":"1"}""");
        _account.Emulator.WritesApplied("C").Should().Be(1);
    }

    [Theory]
    [InlineData("slow", false)]
    [InlineData("slow-after", true)]
    public async Task A_slow_answer_waits_on_the_clock(string rule, bool appliedAtOnce)
    {
        _account.Emulator.Faults.Add(rule + "@*:delay=5s");
        var waiting = _account.PostAsync("/v1/coupons/C", "metadata[a]=1");

        _account.Emulator.WritesApplied("C").Should().Be(appliedAtOnce ? 1 : 0);
        _account.Clock.Advance(TimeSpan.FromSeconds(4.9));
        waiting.IsCompleted.Should().BeFalse();
        _account.Clock.Advance(TimeSpan.FromSeconds(0.1));

        (await waiting).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("hang", 0)]
    [InlineData("hang-after", 1)]
    public async Task A_hanging_request_ends_when_the_client_gives_up(string rule, int writes)
    {
        _account.Emulator.Faults.Add(rule);
        using var cancellation = new CancellationTokenSource();
        var waiting = _account.Emulator.SendAsync(
            EmulatorRequest.Create("POST", "/v1/coupons/C", TestAccount.Key, "metadata[a]=1", "key"), cancellation.Token);
        _account.Clock.Advance(TimeSpan.FromDays(1));
        waiting.IsCompleted.Should().BeFalse();
        await cancellation.CancelAsync();

        await waiting.Invoking(static task => task).Should().ThrowAsync<OperationCanceledException>();
        _account.Emulator.WritesApplied("C").Should().Be(writes);
    }

    [Theory]
    [InlineData("401@POST *", "POST", true)]
    [InlineData("401@POST *", "GET", false)]
    [InlineData("401@GET /v1/coupons/{id}", "GET", true)]
    [InlineData("401@/v1/coupons/{id}", "GET", true)]
    [InlineData("401@/v1/coupons/C", "GET", true)]
    [InlineData("401@/v1/coupons/D", "GET", false)]
    [InlineData("401@*:mode=live", "GET", false)]
    [InlineData("401@*:mode=test", "GET", true)]
    public async Task A_rule_hits_the_requests_it_names(string rule, string method, bool hits)
    {
        _account.Emulator.Faults.Add(rule);

        (await _account.SendAsync(method, "/v1/coupons/C", null, TestAccount.Key, null)).Status.Should().Be(hits ? 401 : 200);
    }

    [Fact]
    public async Task Count_and_skip_say_which_of_the_matching_requests_are_hit()
    {
        _account.Emulator.Faults.Add("503-before@*:skip=1:count=2");
        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            statuses.Add((await _account.GetAsync("/v1/coupons")).Status);
        }

        statuses.Should().Equal(200, 503, 503, 200, 200);
        _account.Emulator.Faults.Hits().Single().Value.Should().Be(2);
    }

    [Fact]
    public async Task Probabilities_of_several_rules_add_up_and_repeat_with_their_seed()
    {
        async Task<int[]> StatusesAsync(int seed)
        {
            var account = new TestAccount();
            account.Emulator.Faults.Add($"429:global-rate@*:p=0.1:seed={seed}");
            account.Emulator.Faults.Add($"500-before@*:p=0.1:seed={seed + 1}");
            account.Emulator.Faults.Add($"403@*:p=0.1:seed={seed + 2}");
            var statuses = new List<int>();
            for (var i = 0; i < 1_000; i++)
            {
                statuses.Add((await account.GetAsync("/v1/coupons")).Status);
            }

            return [.. statuses];
        }

        var first = await StatusesAsync(7);

        first.Should().Equal(await StatusesAsync(7));
        first.Should().NotEqual(await StatusesAsync(8));
        foreach (var status in new[] { 429, 500, 403 })
        {
            first.Count(actual => actual == status).Should().BeInRange(60, 140);
        }
    }
}
