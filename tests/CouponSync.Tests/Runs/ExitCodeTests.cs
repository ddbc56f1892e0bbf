using CouponSync.Runs;
using CouponSync.StripeApi;

namespace CouponSync.Tests.Runs;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(0, 7)]
    [InlineData(1, 7)]
    [InlineData(2, 7)]
    [InlineData(3, 3)]
    [InlineData(5, 5)]
    [InlineData(70, 70)]
    [InlineData(130, 130)]
    public void What_was_not_delivered_is_no_success_and_hides_no_failure(int exitCode, int expected) =>
        ExitCode.Undelivered(exitCode).Should().Be(expected);

    [Theory]
    [InlineData(401, "api_key_expired", false, false, 4, 4)]
    [InlineData(400, "parameter_unknown", false, false, 7, 1)]
    [InlineData(404, "resource_missing", false, false, 7, 1)]
    [InlineData(500, "api_error", true, false, 7, 7)]
    [InlineData(null, "dns", true, false, 7, 7)]
    [InlineData(null, "timeout", true, true, 7, 7)]
    [InlineData(400, "resource_already_exists", false, true, 7, 7)]
    [InlineData(401, "api_key_expired", false, true, 7, 7)]
    [InlineData(null, "answer_differs", false, false, 7, 1)]
    public void A_failure_of_Stripes_means_the_same_for_all_runs_and_for_all_single_coupons(
        int? status, string code, bool mayPass, bool mayHaveBeenMade, int ofARun, int ofACoupon)
    {
        var failure = new StripeFailure { Code = code, Message = "x", Status = status, MayPass = mayPass, MayHaveBeenMade = mayHaveBeenMade };

        ExitCode.After(failure).Should().Be(ofARun);
        ExitCode.After(failure, isOfOneCoupon: true).Should().Be(ofACoupon);
    }
}
