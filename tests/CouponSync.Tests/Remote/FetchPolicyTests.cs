using CouponSync.Remote;
using Xunit.Abstractions;

namespace CouponSync.Tests.Remote;

public sealed class FetchPolicyTests(ITestOutputHelper output)
{
    [Fact]
    public void No_shape_costs_more_than_twice_the_better_pure_strategy_and_a_page()
    {
        FetchShape? worst = null;
        var worstRatio = 0.0;
        foreach (var endpointsAddUp in new[] { false, true })
        {
            var policy = new FetchPolicy(endpointsAddUp);
            foreach (var shape in FetchShape.Generated())
            {
                var cost = shape.Cost(policy);
                cost.Should().BeLessThanOrEqualTo((2 * shape.BetterPureStrategy) + 1, "{0}", shape.Name);
                (worst, worstRatio) = shape.RatioToBetterPure(cost) is var ratio && ratio > worstRatio ? (shape, ratio) : (worst, worstRatio);
            }
        }

        output.WriteLine($"Worst case found: {worst!.Name} ({worstRatio:0.000} times, and a page)");
    }

    [Fact]
    public void No_small_shape_at_all_costs_more()
    {
        // Every number of rows and pages up to 40, with the wanted coupons on one page, wherever that is, or nowhere.
        var policy = new FetchPolicy(endpointsAddUp: true);
        for (var rows = 1; rows <= 40; rows++)
        {
            for (var pages = 1; pages <= 40; pages++)
            {
                for (var at = -1; at < pages; at++)
                {
                    for (var there = at < 0 ? 0 : 1; there <= (at < 0 ? 0 : rows); there++)
                    {
                        var shape = new FetchShape(
                            $"{rows} rows, {pages} pages, {there} there on page {at}", rows, pages * 100, Enumerable.Range(0, there).Select(i => (at * 100L) + i));
                        shape.Cost(policy).Should().BeLessThanOrEqualTo((2 * shape.BetterPureStrategy) + 1, "{0}", shape.Name);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(1_000, 1_000)]
    [InlineData(100_000, 100_000)]
    [InlineData(90_000, 100_000)]
    [InlineData(1_000_000, 1_000_000)]
    public void A_file_that_covers_most_of_the_account_costs_the_optimum(long rows, long coupons) =>
        RatioToOptimum(FetchShape.Spread(rows, coupons, 1)).Should().BeLessThanOrEqualTo(1.10);

    [Theory]
    [InlineData(5)]
    [InlineData(80)]
    [InlineData(250)]
    public void Ten_rows_in_a_small_account_cost_the_optimum(long coupons)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            RatioToOptimum(FetchShape.Spread(10, coupons, 1, seed)).Should().BeLessThanOrEqualTo(1.10, "with seed {0}", seed);
        }
    }

    [Theory]
    [InlineData(1_000, 100_000)]
    [InlineData(10_000, 1_000_000)]
    public void A_file_of_the_newest_hundredth_costs_the_optimum(long rows, long coupons) =>
        RatioToOptimum(FetchShape.Clustered(rows, coupons, 1, 0)).Should().BeLessThanOrEqualTo(1.10);

    [Fact]
    public void Ten_rows_in_a_million_coupons_cost_what_keeping_the_bound_needs_and_no_more()
    {
        // The optimum is 10. Leaving the list after a pages costs a + 10, and it might have ended on page a + 1:
        // a + 10 <= 2 (a + 1) + 1 first holds for a = 7.
        FetchShape.Clustered(10, 1_000_000, 1, 1).Cost(new FetchPolicy(endpointsAddUp: false)).Should().Be(17);
    }

    [Fact]
    public void Rows_of_which_some_are_missing_are_not_looked_for_to_the_end_of_a_large_account()
    {
        var shape = FetchShape.Clustered(10_050, 1_000_000, 0.995, 0);
        RatioToOptimum(shape).Should().BeLessThanOrEqualTo(1.10);
    }

    [Fact]
    public void Both_endpoints_work_at_once_only_where_that_costs_hardly_more()
    {
        var state = new FetchState { Wanted = 1_000, Unseen = 400, Requests = 900, Listed = 90_000, HasBegun = true, Yield = 1 };

        new FetchPolicy(endpointsAddUp: true).Next(state).Should().Be(FetchStep.Both);
        new FetchPolicy(endpointsAddUp: true).Next(state with { Yield = 2 }).Should().Be(FetchStep.List);
        new FetchPolicy(endpointsAddUp: true).Next(state with { Yield = 0.5 }).Should().Be(FetchStep.Retrieve);
        new FetchPolicy(endpointsAddUp: false).Next(state).Should().Be(FetchStep.Retrieve);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(10, 1, 21)]
    [InlineData(1_001, 11, 2_003)]
    public void The_forecast_is_a_page_for_each_hundred_rows_up_to_the_bound(long rows, long least, long most) =>
        FetchPolicy.Forecast(rows).Should().Be((least, most));

    private double RatioToOptimum(FetchShape shape)
    {
        var cost = shape.Cost(new FetchPolicy(endpointsAddUp: false));
        output.WriteLine($"{shape.Name}: {cost} requests, optimum {shape.ClairvoyantOptimum}");
        return (double)cost / shape.ClairvoyantOptimum;
    }
}
