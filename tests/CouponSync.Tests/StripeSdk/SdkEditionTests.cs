using Stripe;
using StripeSdk;

namespace CouponSync.Tests.Sdk;

public sealed class SdkEditionTests
{
    [Fact]
    public void The_edition_is_the_one_whose_code_runs()
    {
        var assembly = typeof(Coupon).Assembly.GetName().Name;

        SdkEdition.IsSubset.Should().Be(assembly == "StripeSdk");
        SdkEdition.Description.Should().Be(assembly switch
        {
            "Stripe.net" => "Stripe.net 52.2.0",
            "StripeSdk" => "built-in subset of Stripe.net 52.2.0",
            _ => "unexpected",
        });
    }
}
