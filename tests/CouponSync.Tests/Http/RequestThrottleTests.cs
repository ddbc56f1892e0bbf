using CouponSync.Http;
using CouponSync.Settings;
using CouponSync.Tests.Support;
using Serilog;

namespace CouponSync.Tests.Http;

public sealed class RequestThrottleTests
{
    private static readonly EndpointKey Update = new("POST /v1/coupons/{id}");
    private static readonly EndpointKey List = new("GET /v1/coupons");

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Requests_to_one_endpoint_go_in_the_order_they_came()
    {
        using var throttle = Throttle(rate: 10);
        var order = new List<int>();

        await _clock.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 30).Select(Send)));

        order.Should().Equal(Enumerable.Range(0, 30));

        async Task Send(int number)
        {
            throttle.Complete(await throttle.AdmitAsync(Update, false, default), RateLimitReason.None);
            order.Add(number);
        }
    }

    [Fact]
    public async Task Endpoints_have_their_own_allowance_and_share_the_accounts()
    {
        using var both = new RequestThrottle(
            new ThrottleOptions { RequestsPerSecond = 100, EndpointRequestsPerSecond = 10 }, _clock);
        var (updates, lists) = await CountFor(both, TimeSpan.FromSeconds(10));
        updates.Should().BeInRange(97, 101);
        lists.Should().BeInRange(97, 101);

        using var shared = new RequestThrottle(
            new ThrottleOptions { RequestsPerSecond = 10, EndpointRequestsPerSecond = 10 }, _clock);
        (updates, lists) = await CountFor(shared, TimeSpan.FromSeconds(10));
        (updates + lists).Should().BeInRange(97, 103);
        updates.Should().BeCloseTo(lists, 2, "they take turns");
    }

    [Fact]
    public async Task An_endpoint_that_must_wait_holds_up_no_other()
    {
        using var throttle = new RequestThrottle(
            new ThrottleOptions { RequestsPerSecond = 100, EndpointRequestsPerSecond = 1, MaxInFlight = 4 }, _clock);
        using var patience = new CancellationTokenSource();

        await _clock.RunAsync(
            async () =>
            {
                var updates = Enumerable.Range(0, 20).Select(_ => throttle.AdmitAsync(Update, false, patience.Token).AsTask()).ToList();
                throttle.Complete(await throttle.AdmitAsync(List, false, default), RateLimitReason.None);
                _clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(0.1));
                updates.Count(static u => u.IsCompleted).Should().Be(1);
                await patience.CancelAsync();
                await Task.WhenAll(updates).ContinueWith(static _ => { }, TaskScheduler.Default);
            });
    }

    [Fact]
    public async Task No_more_are_unanswered_at_once_than_allowed()
    {
        using var throttle = new RequestThrottle(
            new ThrottleOptions { RequestsPerSecond = 1000, EndpointRequestsPerSecond = 1000, MaxInFlight = 3 }, _clock);
        var inFlight = 0;
        var most = 0;

        await _clock.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Send())));

        most.Should().Be(3);
        _clock.Elapsed.Should().BeCloseTo(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100));
        await AllPlacesAreFreeAsync(throttle, 3);

        async Task Send()
        {
            var admission = await throttle.AdmitAsync(Update, false, default);
            most = Math.Max(most, ++inFlight);
            await Task.Delay(TimeSpan.FromSeconds(1), _clock);
            inFlight--;
            throttle.Complete(admission, RateLimitReason.None);
        }
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_ones_turn()
    {
        using var throttle = Throttle(rate: 1);
        using var cancelled = new CancellationTokenSource();
        var last = TimeSpan.Zero;

        await _clock.RunAsync(
            async () =>
            {
                throttle.Complete(await throttle.AdmitAsync(Update, false, default), RateLimitReason.None);
                var quitters = Enumerable.Range(0, 50)
                    .Select(_ => throttle.AdmitAsync(Update, false, cancelled.Token).AsTask()).ToList();
                var patient = throttle.AdmitAsync(Update, false, default).AsTask();
                cancelled.Cancel();
                foreach (var quitter in quitters)
                {
                    await ((Func<Task>)(() => quitter)).Should().ThrowAsync<OperationCanceledException>();
                }

                throttle.Complete(await patient, RateLimitReason.None);
                last = _clock.Elapsed;
                throttle.Complete(await throttle.AdmitAsync(Update, false, default), RateLimitReason.None);
            });

        last.Should().BeLessThan(TimeSpan.FromSeconds(1.1));
        _clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2.1), "nobody is left waiting");
        await AllPlacesAreFreeAsync(throttle, 16);
    }

    [Fact]
    public async Task Stopping_refuses_who_waits_and_lets_finish_who_was_let_through()
    {
        using var throttle = Throttle(rate: 1);

        await _clock.RunAsync(
            async () =>
            {
                var admitted = await throttle.AdmitAsync(Update, false, default);
                var waiting = throttle.AdmitAsync(Update, false, default).AsTask();
                throttle.StopAdmitting();
                await ((Func<Task>)(() => waiting)).Should().ThrowAsync<AdmissionStoppedException>();
                await ((Func<Task>)(() => throttle.AdmitAsync(List, false, default).AsTask()))
                    .Should().ThrowAsync<OperationCanceledException>();
                throttle.Complete(admitted, RateLimitReason.None);
                throttle.Complete(await throttle.AdmitAsync(Update, mustFinish: true, default), RateLimitReason.None);
            });

        await AllPlacesAreFreeAsync(throttle, 16);
    }

    [Theory]
    [InlineData("GlobalRate", "the account", "requests per second")]
    [InlineData("EndpointRate", "POST /v1/coupons/{id}", "requests per second")]
    [InlineData("GlobalConcurrency", "the account", "requests in flight")]
    [InlineData("EndpointConcurrency", "POST /v1/coupons/{id}", "requests in flight")]
    [InlineData("None", null, null)]
    [InlineData("ResourceSpecific", null, null)]
    [InlineData("Unnamed", null, null)]
    public async Task A_refusal_cuts_the_bucket_it_names(string reason, string? bucket, string? limit)
    {
        var lines = new List<string>();
        using var log = new LoggerConfiguration().WriteTo.Sink(new LogLines(lines)).CreateLogger();
        using var throttle = new RequestThrottle(ThrottleOptions.For(livemode: false, 25), _clock, log);

        await _clock.RunAsync(
            async () =>
            {
                // What is refused together is one congestion.
                var admissions = new List<Admission>();
                for (var i = 0; i < 3; i++)
                {
                    admissions.Add(await throttle.AdmitAsync(Update, false, default));
                }

                foreach (var admission in admissions)
                {
                    throttle.Complete(admission, Enum.Parse<RateLimitReason>(reason));
                }
            });

        lines.Select(static line => line.Split('"')).Select(static parts => (parts[1], parts[3], parts[5]))
            .Should().Equal(bucket is null ? [] : [(bucket, "cut", limit!)]);
    }

    [Theory]
    [InlineData(80, 20, 3)]
    [InlineData(25, 25, 3)]
    [InlineData(10, 25, 2)]
    public async Task No_second_has_more_than_is_allowed_whoever_asks_and_gives_up(double account, double endpoint, int endpoints)
    {
        var random = new Random(7);
        _clock.TimerLateness = () => TimeSpan.FromMilliseconds(random.NextDouble() * 12);
        using var throttle = new RequestThrottle(
            new ThrottleOptions { RequestsPerSecond = account, EndpointRequestsPerSecond = endpoint }, _clock);
        var sent = new List<(TimeSpan At, int Endpoint)>();

        await _clock.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 30).Select(Work)));

        sent.Should().HaveCountGreaterThan((int)(0.9 * 20 * Math.Min(account, endpoints * endpoint)));
        MostInASecond(sent.Select(static s => s.At)).Should().BeLessThanOrEqualTo((int)account);
        foreach (var one in sent.GroupBy(static s => s.Endpoint, static s => s.At))
        {
            MostInASecond(one).Should().BeLessThanOrEqualTo((int)endpoint);
            one.Count().Should().BeGreaterThan(sent.Count / endpoints / 2, "no endpoint starves");
        }

        async Task Work(int worker)
        {
            while (_clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                var number = worker % endpoints;
                using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(200, 4000)), _clock);
                try
                {
                    var admission = await throttle.AdmitAsync(new EndpointKey($"GET /v1/{number}"), false, patience.Token);
                    lock (sent)
                    {
                        sent.Add((new TimeSpan(admission.SentAt), number));
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(10, 300)), _clock, CancellationToken.None);
                    throttle.Complete(admission, RateLimitReason.None);
                }
                catch (OperationCanceledException)
                {
                    // It asks again.
                }
            }
        }
    }

    [Fact]
    public async Task Many_threads_leave_nothing_behind()
    {
        using var throttle = new RequestThrottle(
            new ThrottleOptions { RequestsPerSecond = 10_000, EndpointRequestsPerSecond = 10_000 }, _clock);
        var (inFlight, most, sent, cancelled) = (0, 0, 0, 0);

        var workers = Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => Work(worker))));
        while (!workers.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await workers;

        (sent + cancelled).Should().Be(8 * 200);
        sent.Should().BePositive();
        most.Should().BeLessThanOrEqualTo(16);
        await AllPlacesAreFreeAsync(throttle, 16);

        async Task Work(int worker)
        {
            for (var i = 0; i < 200; i++)
            {
                using var token = new CancellationTokenSource();
                var turn = throttle.AdmitAsync(i % 2 == 0 ? Update : List, false, token.Token).AsTask();
                if ((i + worker) % 5 == 0)
                {
                    await token.CancelAsync();
                }

                try
                {
                    var admission = await turn;
                    InterlockedMax(ref most, Interlocked.Increment(ref inFlight));
                    await Task.Yield();
                    Interlocked.Decrement(ref inFlight);
                    Interlocked.Increment(ref sent);
                    throttle.Complete(admission, RateLimitReason.None);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }
            }
        }
    }

    // As many are let through as may be under way, without an answer to any of them, and not one more.
    private Task AllPlacesAreFreeAsync(RequestThrottle throttle, int places) => _clock.RunAsync(
        async () =>
        {
            for (var i = 0; i < places; i++)
            {
                await throttle.AdmitAsync(Update, mustFinish: true, default);
            }

            var another = throttle.AdmitAsync(Update, mustFinish: true, default).AsTask();
            await Task.Delay(TimeSpan.FromSeconds(2), _clock);
            another.IsCompleted.Should().BeFalse();
        });

    private static int MostInASecond(IEnumerable<TimeSpan> instants)
    {
        var all = instants.Order().ToList();
        return all.Select((from, i) => all.Skip(i).TakeWhile(at => at - from < TimeSpan.FromSeconds(1)).Count()).Max();
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private RequestThrottle Throttle(double rate) => new(ThrottleOptions.For(livemode: false, rate), _clock);

    private async Task<(int Updates, int Lists)> CountFor(RequestThrottle throttle, TimeSpan time)
    {
        var end = _clock.Elapsed + time;
        var counts = await _clock.RunAsync(() => Task.WhenAll(Count(Update), Count(List)));
        return (counts[0], counts[1]);

        async Task<int> Count(EndpointKey endpoint)
        {
            for (var count = 0; ; count++)
            {
                throttle.Complete(await throttle.AdmitAsync(endpoint, false, default), RateLimitReason.None);
                if (_clock.Elapsed >= end)
                {
                    return count;
                }
            }
        }
    }
}
