using CouponSync.Coupons;
using CouponSync.Remote;
using CouponSync.StripeApi;

namespace CouponSync.Tests.Remote;

public sealed class CreatedWindowTests
{
    [Fact]
    public void The_seconds_of_both_ends_belong_to_it_and_what_lies_beyond_ends_it()
    {
        var window = new CreatedWindow(from: 10, to: 12);

        var taken = window.Take(new CouponPage([Coupon(12), Coupon(10), Coupon(9)], HasMore: true));

        taken.Select(static c => c.Created).Should().Equal(12, 10);
        window.IsDone.Should().BeTrue();
        new CreatedWindow(10, 12).Query(withProducts: false, isFiltered: true).Should().BeEquivalentTo(new CouponListQuery { CreatedFrom = 10, CreatedTo = 12 });
    }

    private static RemoteCoupon Coupon(long created) => new()
    {
        Id = $"C{created}",
        Created = created,
        Livemode = false,
        Metadata = CouponMetadata.Empty,
        Terms = CouponTerms.None,
    };
}
