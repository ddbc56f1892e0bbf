using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using CouponSync.Http;
using CouponSync.Settings;
using CouponSync.Tests.Support;
using static CouponSync.Tests.Http.ScriptedServer;

namespace CouponSync.Tests.Http;

public sealed class RetryHandlerTests
{
    // A cancelled Task.Delay continues through the pool, so hops are allowed.
    private readonly ManualTimeProvider _clock = new();
    private RequestCounts? _counts;
    private RequestTrace? _trace;

    [Theory]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_pass_is_asked_again_under_the_same_key(int status)
    {
        var server = new ScriptedServer(Answer(status), Answer(status), Answer(200, """{"id":"25OFF"}""", ("Request-Id", "req_3")));

        var answer = await Post(server);

        answer.Status.Should().Be(200);
        answer.Body.Should().Be("""{"id":"25OFF"}""");
        server.Requests.Select(request => request.Key).Should().Equal("key", "key", "key");
        server.Requests.Should().OnlyContain(request =>
            request.Body == "name=x" && request.ContentType == "application/x-www-form-urlencoded");
        _counts!.Update.Should().Be(3);
        _counts.Retries.Should().Be(2);
        _trace!.Attempts.Should().Be(3);
        _trace.LastRequestId.Should().Be("req_3");
        _trace.IdempotencyKey.Should().Be("key");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task What_will_not_pass_is_returned_at_once(int status)
    {
        var server = new ScriptedServer(Answer(status, """{"error":{}}"""));

        (await Post(server)).Status.Should().Be(status);
        server.Requests.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(500, "false", 1)]
    [InlineData(429, "false", 1)]
    [InlineData(400, "true", 6)]
    [InlineData(404, "true", 6)]
    public async Task Stripe_has_the_last_word_about_another_attempt(int status, string shouldRetry, int attempts)
    {
        var server = new ScriptedServer(Answer(status, "{}", ("Stripe-Should-Retry", shouldRetry)));

        (await Post(server)).Status.Should().Be(status);
        server.Requests.Should().HaveCount(attempts);
    }

    [Fact]
    public async Task A_stored_failure_is_final_and_told_apart()
    {
        var server = new ScriptedServer(Answer(500), Answer(500, "{}", ("Idempotent-Replayed", "true")), Answer(200));

        (await Post(server)).Status.Should().Be(500);
        server.Requests.Select(request => request.Key).Should().Equal("key", "key");
        _trace!.EndedInReplayedFailure.Should().BeTrue();
    }

    [Fact]
    public async Task A_plus_sign_in_a_path_goes_out_as_the_space_it_stands_for()
    {
        var server = new ScriptedServer(Answer(200));

        await Send(server, HttpMethod.Get, key: null, address: "https://api.stripe.com/v1/coupons/a+b%2Bc?expand[0]=x+y");

        server.Requests.Should().ContainSingle().Which.Address.OriginalString.Should().Be("https://api.stripe.com/v1/coupons/a%20b%2Bc?expand[0]=x+y");
    }

    [Fact]
    public async Task A_post_without_a_key_is_sent_once()
    {
        var server = new ScriptedServer(Answer(500));

        (await Send(server, HttpMethod.Post, key: null)).Status.Should().Be(500);
        server.Requests.Should().HaveCount(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"id\":\"25OFF\"")]
    [InlineData("<html>")]
    public async Task A_broken_answer_is_asked_for_again_under_the_same_key(string broken)
    {
        var server = new ScriptedServer(Answer(200, broken), Answer(200, """{"id":"25OFF"}"""));

        (await Post(server)).Body.Should().Be("""{"id":"25OFF"}""");
        server.Requests.Select(request => request.Key).Should().Equal("key", "key");
    }

    [Fact]
    public async Task Errors_are_bounded_by_their_number_and_refusals_by_theirs()
    {
        var failing = new ScriptedServer(Answer(500));
        await Post(failing);
        failing.Requests.Should().HaveCount(new RetryOptions().MaxAttempts);

        var refusing = new ScriptedServer(Answer(429, "{}", ("Stripe-Rate-Limited-Reason", "resource-specific")));
        await Post(refusing, new RetryOptions { MaxRefusals = 12 });
        refusing.Requests.Should().HaveCount(12);
        _trace!.Attempts.Should().Be(12);
        _counts!.RateLimited.Should().Be(12);
    }

    [Fact]
    public async Task Patience_ends_with_the_total_time()
    {
        var server = new ScriptedServer(Answer(429));

        await Post(server, new RetryOptions { MaxRefusals = 10_000, TotalTime = TimeSpan.FromMinutes(1) });

        _clock.Elapsed.Should().BeLessThan(TimeSpan.FromMinutes(1)).And.BeGreaterThan(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Retry_after_is_honoured()
    {
        var server = new ScriptedServer(Answer(503, "{}", ("Retry-After", "30")), Answer(200));

        await Post(server);

        _clock.Elapsed.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_server_that_never_answers_ends_in_a_timeout_that_says_so()
    {
        var server = new ScriptedServer(Hang(_clock));

        var post = () => Post(server, new RetryOptions { MaxAttempts = 2, AttemptTimeout = TimeSpan.FromSeconds(10) });

        var failure = (await post.Should().ThrowAsync<RequestFailedException>()).Which;
        failure.Connection.Kind.Should().Be(ConnectionFailureKind.Timeout);
        failure.Message.Should().Contain("api.stripe.com did not answer within 10s").And.Contain("(2 attempts)");
        _clock.Elapsed.Should().BeCloseTo(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_lost_connection_is_tried_again_and_an_unknown_host_only_once_more()
    {
        var lost = new ScriptedServer(Throw(new HttpRequestException(HttpRequestError.ResponseEnded)), Answer(200));
        (await Post(lost)).Status.Should().Be(200);

        var unknown = new ScriptedServer(Throw(new HttpRequestException(HttpRequestError.NameResolutionError)));
        var post = () => Post(unknown);
        (await post.Should().ThrowAsync<RequestFailedException>()).Which.Connection.Kind.Should().Be(ConnectionFailureKind.Dns);
        unknown.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task The_callers_cancellation_is_no_failure_of_the_connection()
    {
        var server = new ScriptedServer(Hang(_clock));
        using var cancelled = new CancellationTokenSource(TimeSpan.FromSeconds(3), _clock);

        var post = () => Send(server, HttpMethod.Post, "key", cancellationToken: cancelled.Token);

        await post.Should().ThrowAsync<OperationCanceledException>();
        server.Requests.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(500, 200, 2)]
    [InlineData(429, 0, 1)]
    public async Task While_stopping_only_what_may_have_taken_effect_is_brought_to_its_end(int first, int last, int requests)
    {
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false), _clock);
        var server = new ScriptedServer(
            token =>
            {
                throttle.StopAdmitting();
                return Answer(first)(token);
            },
            Answer(200));
        using var client = StripeHttp.CreateClient(StripeHttp.CreateHandler(
            server, throttle, new RequestStatistics(), new RetryOptions(), _clock, new Random(7)));

        var status = await _clock.RunAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.stripe.com/v1/coupons/25OFF");
                request.Headers.Add("Idempotency-Key", "key");
                try
                {
                    using var response = await client.SendAsync(request);
                    return (int)response.StatusCode;
                }
                catch (AdmissionStoppedException)
                {
                    return 0;
                }
            });

        status.Should().Be(last);
        server.Requests.Should().HaveCount(requests);
    }

    public static TheoryData<Exception, string, string> Failures() => new()
    {
        { new HttpRequestException(HttpRequestError.NameResolutionError), "Dns", "StopRun" },
        { new HttpRequestException("x", new SocketException((int)SocketError.HostNotFound)), "Dns", "StopRun" },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), "Tls", "StopRun" },
        { new HttpRequestException("x", new AuthenticationException()), "Tls", "StopRun" },
        { new HttpRequestException(HttpRequestError.ProxyTunnelError), "Proxy", "StopRun" },
        {
            new HttpRequestException(
                HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.ConnectionRefused)),
            "Refused", "StopRun"
        },
        { new TimeoutException(), "Timeout", "Retry" },
        { new HttpRequestException("x", new IOException("x", new SocketException((int)SocketError.ConnectionReset))), "Reset", "Retry" },
        { new IOException("broken pipe"), "Reset", "Retry" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failures_of_the_connection_are_told_apart(Exception failure, string kind, string meaning)
    {
        var connection = ConnectionFailure.From(failure, new Uri("http://127.0.0.1:9/v1/coupons"))!;

        connection.Kind.ToString().Should().Be(kind);
        connection.Sentence.Should().Contain("127.0.0.1:9");
        RetryPolicy.Of(failure).Class.ToString().Should().Be(meaning);
        RetryPolicy.Of(new RequestFailedException(failure, connection, 3)).Class.ToString().Should().Be(meaning);
    }

    [Theory]
    [InlineData(400, "parameter_unknown", "SkipCoupon")]
    [InlineData(404, "resource_missing", "SkipCoupon")]
    [InlineData(400, "idempotency_error", "SkipCoupon")]
    [InlineData(401, null, "StopRun")]
    [InlineData(403, null, "StopRun")]
    [InlineData(409, "idempotency_key_in_use", "Retry")]
    [InlineData(429, "lock_timeout", "Retry")]
    [InlineData(400, "rate_limit", "Retry")]
    [InlineData(500, null, "Retry")]
    public void Answers_are_sorted_by_status_and_code(int status, string? code, string expected) =>
        RetryPolicy.Of((HttpStatusCode)status, code).Class.ToString().Should().Be(expected);

    [Theory]
    [InlineData("failed")]
    [InlineData("refused")]
    [InlineData("dropped")]
    [InlineData("hung")]
    [InlineData("cancelled")]
    public async Task However_an_attempt_ended_the_next_one_has_its_place(string end)
    {
        using var cancelled = new CancellationTokenSource();
        var server = new ScriptedServer(
            end switch
            {
                "failed" => Answer(500),
                "refused" => Answer(429, "{}", ("Stripe-Rate-Limited-Reason", "global-concurrency")),
                "dropped" => Throw(new HttpRequestException("x")),
                "hung" => Hang(_clock),
                _ => CancelAndHang,
            },
            Answer(200));
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false) with { MaxInFlight = 1 }, _clock);
        using var client = StripeHttp.CreateClient(StripeHttp.CreateHandler(
            server, throttle, new RequestStatistics(), new RetryOptions(), _clock, new Random(7)));

        var first = () => client.GetAsync("https://api.stripe.com/v1/coupons/25OFF", cancelled.Token);
        await _clock.RunAsync(async () =>
        {
            if (end == "cancelled")
            {
                await first.Should().ThrowAsync<OperationCanceledException>();
            }
            else
            {
                (await first()).Dispose();
            }

            (await client.GetAsync("https://api.stripe.com/v1/coupons/25OFF")).Dispose();
        });

        server.Requests.Should().HaveCount(end == "cancelled" ? 2 : 3);

        Task<HttpResponseMessage> CancelAndHang(CancellationToken token)
        {
            cancelled.Cancel();
            return Hang(_clock)(token);
        }
    }

    private Task<(int Status, string Body)> Post(ScriptedServer server, RetryOptions? options = null) =>
        Send(server, HttpMethod.Post, "key", options);

    private Task<(int Status, string Body)> Send(
        ScriptedServer server,
        HttpMethod method,
        string? key,
        RetryOptions? options = null,
        string address = "https://api.stripe.com/v1/coupons/25OFF",
        CancellationToken cancellationToken = default)
    {
        var statistics = new RequestStatistics();
        return _clock.RunAsync(
            async () =>
            {
                using var trace = _trace = RequestTrace.Begin();
                using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false), _clock);
                using var client = StripeHttp.CreateClient(StripeHttp.CreateHandler(
                    server, throttle, statistics, options ?? new RetryOptions(), _clock, new Random(7)));
                using var request = new HttpRequestMessage(method, address)
                {
                    Content = new FormUrlEncodedContent([new("name", "x")]),
                };
                if (key is not null)
                {
                    request.Headers.Add("Idempotency-Key", key);
                }

                try
                {
                    using var response = await client.SendAsync(request, cancellationToken);
                    return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
                }
                finally
                {
                    _counts = statistics.Counts;
                }
            });
    }
}
