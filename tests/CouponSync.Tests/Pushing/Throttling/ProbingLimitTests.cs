using CouponSync.Pushing.Throttling;

namespace CouponSync.Tests.Pushing.Throttling;

public sealed class ProbingLimitTests
{
    private static readonly ProbingLaw Law = new(Ceiling: 20, Floor: 1, LeastStep: 0);

    [Fact]
    public void Refusals_of_one_congestion_cut_once()
    {
        var limit = new ProbingLimit(Law);

        limit.OnRefused(now: Seconds(0.9), sentAt: Seconds(0.7), inUse: 20, perSecond: 20).Should().BeFalse("one may be stray");
        limit.OnRefused(now: Seconds(0.95), sentAt: Seconds(0.75), inUse: 20, perSecond: 20).Should().BeFalse();
        limit.OnRefused(now: Seconds(1), sentAt: Seconds(0.8), inUse: 20, perSecond: 20).Should().BeTrue();
        limit.OnRefused(now: Seconds(1.1), sentAt: Seconds(0.9), inUse: 20, perSecond: 20).Should().BeFalse();

        limit.Current.Should().BeApproximately(14, 1e-9);
        limit.PauseAfterCut.Should().Be(Law.Pause);
    }

    [Fact]
    public void A_cut_starts_from_what_was_really_in_use()
    {
        var limit = new ProbingLimit(Law);

        Congest(limit, inUse: 10);

        limit.Current.Should().BeApproximately(7, 1e-9);
    }

    [Fact]
    public void It_never_falls_below_the_floor()
    {
        var limit = new ProbingLimit(Law);

        for (var i = 1; i < 100; i++)
        {
            limit.OnRefused(Seconds(i), Seconds(i - 0.1), inUse: 20, perSecond: 20);
        }

        limit.Current.Should().Be(1);
    }

    [Fact]
    public void A_quiet_time_proves_nothing()
    {
        var limit = new ProbingLimit(Law);
        Congest(limit, inUse: 20);

        limit.Advance(Seconds(30), survivorsNeeded: 5);
        limit.Current.Should().BeApproximately(14, 1e-9);

        for (var i = 0; i < 5; i++)
        {
            limit.OnAccepted(sentAt: Seconds(29));
        }

        limit.Advance(Seconds(30), survivorsNeeded: 5);
        limit.Current.Should().BeGreaterThan(14);
    }

    [Fact]
    public void It_closes_in_on_the_limit_rests_there_and_finds_its_way_back()
    {
        var limit = new ProbingLimit(Law);
        var allowed = 9.0;
        var history = new List<(double At, double Value)>();
        var cuts = 0;
        for (var now = 1.0; now < 240; now += 0.1)
        {
            if (now > 120)
            {
                allowed = 100;
            }

            limit.Advance(Seconds(now), survivorsNeeded: 1);
            if (limit.Current > allowed)
            {
                cuts += limit.OnRefused(Seconds(now), Seconds(now), inUse: 20, perSecond: 20) ? 1 : 0;
            }
            else
            {
                limit.OnAccepted(Seconds(now));
            }

            history.Add((now, limit.Current));
        }

        history.Where(e => e.At is > 30 and < 120).Min(e => e.Value).Should().BeGreaterThanOrEqualTo(0.9 * 9);
        cuts.Should().BeLessThan(20);
        history.Where(e => e.At > 180).Should().OnlyContain(e => e.Value == 20);
        limit.IsCut.Should().BeFalse();
    }

    [Fact]
    public void A_limit_in_flight_moves_by_whole_requests()
    {
        var slots = new AdaptiveConcurrency(16);

        Congest(slots, inFlight: 16);
        slots.Current.Should().Be(11);
        slots.OnRefused(Seconds(2), Seconds(1.9), inFlight: 5, perSecond: 20).Should().BeFalse();
        slots.OnRefused(Seconds(2), Seconds(1.9), inFlight: 5, perSecond: 20).Should().BeTrue();
        slots.Current.Should().Be(3, "five were too many, whatever the limit said");
    }

    [Fact]
    public void Requests_that_did_not_fill_the_limit_in_flight_prove_nothing_about_it()
    {
        var slots = new AdaptiveConcurrency(16);
        Congest(slots, inFlight: 5);
        var cut = slots.Current;
        for (var i = 0; i < 100; i++)
        {
            slots.OnAccepted(Seconds(2), inFlight: cut - 1);
        }

        slots.Advance(Seconds(10));

        slots.Current.Should().Be(cut);
    }

    private static void Congest(ProbingLimit limit, double inUse)
    {
        for (var i = 0; i < 3; i++)
        {
            limit.OnRefused(Seconds(1), Seconds(0.8), inUse, perSecond: 20);
        }
    }

    private static void Congest(AdaptiveConcurrency slots, int inFlight)
    {
        for (var i = 0; i < 3; i++)
        {
            slots.OnRefused(Seconds(1), Seconds(0.9), inFlight, perSecond: 20);
        }
    }

    private static long Seconds(double seconds) => (long)(seconds * TimeSpan.TicksPerSecond);
}
