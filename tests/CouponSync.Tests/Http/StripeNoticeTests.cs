using System.Net;
using CouponSync.Http;
using CouponSync.Tests.Support;
using Serilog;

namespace CouponSync.Tests.Http;

public sealed class StripeNoticeTests
{
    [Fact]
    public void A_notice_that_the_library_would_print_is_taken_out_of_every_answer_and_logged_once()
    {
        List<string> lines = [];
        using var log = new LoggerConfiguration().WriteTo.Sink(new LogLines(lines)).CreateLogger();
        var notice = new StripeNotice(log);

        for (var i = 0; i < 3; i++)
        {
            using var answer = new HttpResponseMessage(HttpStatusCode.OK);
            answer.Headers.TryAddWithoutValidation("Stripe-Notice", "Use \u001b[31mtest mode\u202e");
            notice.Take(answer);
            answer.Headers.Contains("Stripe-Notice").Should().BeFalse();
        }

        lines.Should().ContainSingle().Which.Should().Contain("test mode").And.NotContain("\u001b").And.NotContain("\u202e");
    }
}
