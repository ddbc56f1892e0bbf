using static CouponSync.Tests.EndToEnd.MigrationShop;

namespace CouponSync.Tests.EndToEnd;

public sealed class FormerRunTests
{
    [Fact]
    public async Task What_another_client_did_is_not_taken_for_the_work_of_a_run_that_ended_in_order()
    {
        using var shop = Create();
        shop.SeedPlain(40);
        var plan = await shop.PlanAsync(shop.WriteNew(40));
        shop.Answer = "no";
        var declined = await shop.RunAsync("apply", plan);
        declined.ExitCode.Should().Be(130);
        for (var i = 0; i < 10; i++)
        {
            shop.ChangeElsewhere(Id(i), "order_id", $"new-{i}");
        }

        shop.Answer = null;
        var run = await shop.RunAsync("apply", declined.RunId());

        (run.Count("applied"), run.Count("alreadyApplied")).Should().Be((30, 10));
        (await shop.RunAsync("revert", declined.RunId(), "--dry-run")).Count("update").Should().Be(0);
    }

    [Fact]
    public async Task Failed_changes_are_tried_again_and_what_was_applied_is_not()
    {
        using var shop = Create();
        shop.SeedPlain(40);
        var input = shop.WriteNew(40);
        shop.Emulator.Faults.Add(CouponSync.Emulator.FaultRule.Parse("403@POST /v1/coupons/*:skip=25"));
        var stopped = await shop.RunAsync("sync", input);
        stopped.ExitCode.Should().Be(7);
        var applied = stopped.Count("applied");
        applied.Should().BeInRange(25, 39);
        shop.Emulator.Faults.Clear();

        var resumed = await shop.RunAsync("apply", stopped.RunId());

        resumed.ExitCode.Should().Be(0, resumed.Out);
        resumed.Count("applied").Should().Be(40);
        resumed.Requests("update").Should().Be(40 - applied);
        resumed.Out.Should().Contain($"which made {applied} of 40 changes");
        shop.Emulator.Coupons().Should().OnlyContain(c => shop.Emulator.WritesApplied(c.Id, false) == 1);
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("sync")]
    public async Task What_a_later_run_did_is_not_taken_back_with_a_run_that_was_stopped_in_order(string command)
    {
        using var shop = Create();
        shop.SeedPlain(900);
        var input = shop.WriteNew(900);
        var plan = await shop.PlanAsync(input);
        shop.Transport = () => new StopAtWrite(121, shop.Stop) { InnerHandler = shop.Emulator.CreateHandler() };
        var stopped = await shop.RunAsync(command, command == "apply" ? plan : input);
        stopped.ExitCode.Should().Be(130);
        var applied = stopped.Count("applied");
        applied.Should().BeInRange(121, 200);
        (shop.Transport, shop.Stop) = (null, new CancellationTokenSource());
        var rest = await shop.RunAsync("sync", input);
        (rest.ExitCode, rest.Count("applied")).Should().Be((0, 900 - applied));

        var undone = await shop.RunAsync("revert", stopped.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((0, applied));
        shop.Emulator.Coupons().Count(static c => c.Metadata["order_id"] == "old").Should().Be((int)applied);
    }

    [Fact]
    public async Task What_was_given_up_while_under_way_is_taken_back_where_it_was_made()
    {
        using var shop = Create();
        shop.SeedPlain(40);
        var before = shop.Account();
        shop.Transport = () => new NoAnswer(20) { InnerHandler = shop.Emulator.CreateHandler() };
        var stopped = await shop.RunAsync("sync", shop.WriteNew(40), "--max-duration", "5s");
        stopped.ExitCode.Should().Be(7);
        var made = shop.Emulator.Coupons().Count(static c => c.Metadata["order_id"] != "old");
        made.Should().BeGreaterThan((int)stopped.Count("applied"));
        shop.Transport = null;

        var undone = await shop.RunAsync("revert", stopped.RunId());

        (undone.ExitCode, undone.Count("applied")).Should().Be((0, made));
        shop.Account().Should().Equal(before);
    }

    /// <summary>Asks for an orderly stop when a certain write is sent.</summary>
    private sealed class StopAtWrite(int number, CancellationTokenSource stop) : DelegatingHandler
    {
        private int _writes;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post && Interlocked.Increment(ref _writes) == number)
            {
                stop.Cancel();
            }

            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Carries writes out, and after some answers none.</summary>
    private sealed class NoAnswer(int answered) : DelegatingHandler
    {
        private int _writes;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Post && Interlocked.Increment(ref _writes) > answered)
            {
                response.Dispose();
                var never = new TaskCompletionSource<HttpResponseMessage>();
                await using var given = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
                return await never.Task;
            }

            return response;
        }
    }
}
