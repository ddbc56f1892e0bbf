using System.Text.RegularExpressions;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>One coupon of the account has a field of another type than Stripe's, in the list and by id: whole runs.</summary>
public sealed partial class OddCouponTests : IDisposable
{
    private const string Says = "Stripe does not show the coupon 'C2'";

    private readonly World _world = WithOddCoupon();

    [Fact]
    public async Task A_sync_names_it_goes_on_with_the_others_and_does_not_create_it_every_night()
    {
        var file = _world.Write("coupons.csv", "id,percent_off,duration,metadata[order_id]\nC1,,,new-1\nC2,25,once,new-2\nC9,25,once,new-9\n");

        var first = await _world.RunAsync("sync", file, "--create-missing");
        var second = await _world.NightAsync(file, "incremental", "--create-missing");

        foreach (var night in new[] { first, second })
        {
            night.ExitCode.Should().Be(1);
            night.Out.Should().Contain(Says).And.NotContain("missing in Stripe");
        }

        first.Count("applied").Should().Be(2);
        second.Out.Should().StartWith("There is nothing to change");
    }

    [Theory]
    [InlineData]
    [InlineData("--fetch", "list")]
    public async Task An_export_of_all_coupons_names_it_and_does_not_pass_for_complete(params string[] options)
    {
        var export = await _world.RunAsync(["export", .. options]);

        export.ExitCode.Should().Be(1);
        export.Error.Should().Contain(Says).And.Contain("It is not in the export.");
        export.Out.Should().Contain("C1,").And.Contain("C3,").And.NotContain("C2,");
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("list")]
    [InlineData("retrieve")]
    public async Task An_export_by_id_tells_it_from_a_coupon_that_does_not_exist(string fetch)
    {
        var ids = _world.Write("ids.txt", "C1\nC2\nNONE\n");

        var export = await _world.RunAsync("export", "--ids-from", ids, "--fetch", fetch);

        export.ExitCode.Should().Be(1);
        export.Error.Should().Contain(Says).And.Contain("There is no coupon \"NONE\"").And.NotContain("There is no coupon \"C2\"");
        export.Out.Should().Contain("C1,").And.NotContain("C2,");
    }

    public void Dispose() => _world.Dispose();

    private static World WithOddCoupon() => World.With(coupons: 5).Through(async (request, pass, end) =>
    {
        var answer = await pass();
        if (request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.StartsWith("/v1/coupons", StringComparison.Ordinal))
        {
            var body = await answer.Content.ReadAsStringAsync(end);
            return HopHandler.Answer(answer.StatusCode, Odd().Replace(body, """$1"duration":7"""));
        }

        return answer;
    });

    // With what is expanded, an object comes before it.
    [GeneratedRegex("""("id":\s*"C2"(?:(?!"id":).)*?)"duration":\s*"[^"]*" """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex Odd();
}
