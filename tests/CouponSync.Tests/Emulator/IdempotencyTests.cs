using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class IdempotencyTests
{
    private readonly TestAccount _account = new();

    public IdempotencyTests() => _account.Add("C", "D");

    [Fact]
    public async Task The_same_request_is_carried_out_once_and_answered_the_same()
    {
        var first = await _account.PostAsync("/v1/coupons/C", "metadata[a]=1&metadata[b]=2", "key");
        _account.Emulator.UpdateMetadata("C", [new("a", "changed meanwhile")]);
        var second = await _account.PostAsync("/v1/coupons/C", "metadata[b]=2&metadata[a]=1", "key");

        second.Response.Text.Should().Be(first.Response.Text);
        first.Header("Idempotent-Replayed").Should().BeNull();
        first.Header("Idempotency-Key").Should().Be("key");
        second.Header("Idempotent-Replayed").Should().Be("true");
        second.Header("Original-Request").Should().Be(first.Header("Request-Id"));
        second.Header("Request-Id").Should().NotBe(first.Header("Request-Id"));
        _account.Emulator.WritesApplied("C").Should().Be(1);
        _account.Emulator.Find("C")!.Metadata["a"].Should().Be("changed meanwhile");
    }

    [Fact]
    public async Task Other_parameters_or_another_path_under_the_same_key_are_refused()
    {
        await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key");

        var parameters = await _account.PostAsync("/v1/coupons/C", "metadata[a]=2", "key");
        var path = await _account.PostAsync("/v1/coupons/D", "metadata[a]=1", "key");

        parameters.Status.Should().Be(400);
        parameters.Type.Should().Be("idempotency_error");
        parameters.Message.Should().Be(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using "
            + "a key other than 'key' if you meant to execute a different request.");
        path.Type.Should().Be("idempotency_error");
        path.Message.Should().Contain("'/v1/coupons/D' vs '/v1/coupons/C'");
        _account.Emulator.WritesApplied("D").Should().Be(0);
    }

    [Fact]
    public async Task While_the_first_is_in_progress_the_second_conflicts()
    {
        _account.Emulator.Latency = TimeSpan.FromSeconds(1);
        var first = _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key");

        var second = await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key");

        second.Status.Should().Be(409);
        second.Code.Should().Be("idempotency_key_in_use");
        _account.Clock.Advance(TimeSpan.FromSeconds(1));
        (await first).Status.Should().Be(200);
        var third = _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key");
        _account.Clock.Advance(TimeSpan.FromSeconds(1));
        (await third).Header("Idempotent-Replayed").Should().Be("true");
        _account.Emulator.WritesApplied("C").Should().Be(1);
    }

    [Fact]
    public async Task A_key_is_remembered_for_a_day()
    {
        await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key");
        _account.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        (await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key")).Header("Idempotent-Replayed").Should().Be("true");
        _account.Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await _account.PostAsync("/v1/coupons/C", "metadata[a]=2", "key")).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("500-before@*:count=1", 500, 0)]
    [InlineData("503-after@*:count=1", 503, 1)]
    public async Task A_server_error_is_replayed_until_another_key_is_used(string fault, int status, int writes)
    {
        _account.Emulator.Faults.Add(fault);
        var first = await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key");
        var second = await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key");

        first.Status.Should().Be(status);
        first.Type.Should().Be("api_error");
        second.Status.Should().Be(status);
        second.Header("Idempotent-Replayed").Should().Be("true");
        _account.Emulator.WritesApplied("C").Should().Be(writes);
        (await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key 2")).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("429@*:count=1", "metadata[a]=1", 429)]
    [InlineData("429:lock-timeout@*:count=1", "metadata[a]=1", 429)]
    [InlineData("409@*:count=1", "metadata[a]=1", 409)]
    [InlineData("500-before@*:count=1:remember=false", "metadata[a]=1", 500)]
    [InlineData("401@*:count=1", "metadata[a]=1", 401)]
    [InlineData(null, "percent_off=1", 400)]
    public async Task What_never_began_to_execute_is_not_remembered(string? fault, string form, int status)
    {
        if (fault is not null)
        {
            _account.Emulator.Faults.Add(fault);
        }

        (await _account.PostAsync("/v1/coupons/C", form, "key")).Status.Should().Be(status);
        var second = await _account.PostAsync("/v1/coupons/C", "metadata[a]=1", "key");

        second.Status.Should().Be(200);
        second.Header("Idempotent-Replayed").Should().BeNull();
    }

    [Theory]
    [InlineData(true, 404)]
    [InlineData(false, 200)]
    public async Task Whether_a_missing_coupon_is_remembered_is_an_option(bool remembers, int status)
    {
        var account = new TestAccount(
            new EmulatorOptions { Limits = EmulatorLimits.None, IdempotencyRemembersRefusals = remembers });
        (await account.PostAsync("/v1/coupons/LATE", "name=a", "key")).Status.Should().Be(404);
        account.Add("LATE");

        (await account.PostAsync("/v1/coupons/LATE", "name=a", "key")).Status.Should().Be(status);
    }

    [Fact]
    public async Task Keys_count_for_posts_only_per_mode_and_have_at_most_255_characters()
    {
        await _account.SendAsync("GET", "/v1/coupons/C", null, TestAccount.Key, "key");
        (await _account.SendAsync("DELETE", "/v1/coupons/D", null, TestAccount.Key, "key")).Status.Should().Be(200);
        (await _account.SendAsync("DELETE", "/v1/coupons/D", null, TestAccount.Key, "key")).Status.Should().Be(404);
        (await _account.PostAsync("/v1/coupons", "id=N&percent_off=1", "key")).Status.Should().Be(200);
        (await _account.PostAsync("/v1/coupons", "id=N&percent_off=1", "key", TestAccount.LiveKey))
            .Header("Idempotent-Replayed").Should().BeNull();

        (await _account.PostAsync("/v1/coupons/C", "name=a", new string('k', 255))).Status.Should().Be(200);
        (await _account.PostAsync("/v1/coupons/C", "name=a", new string('k', 256))).Status.Should().Be(400);
    }
}
