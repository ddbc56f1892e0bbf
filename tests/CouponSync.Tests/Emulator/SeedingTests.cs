using System.Text;
using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class SeedingTests
{
    private readonly TestAccount _account = new();

    [Fact]
    public void Generated_coupons_are_the_same_for_the_same_seed_and_come_in_clusters()
    {
        var other = new TestAccount();
        _account.Emulator.SeedCoupons(5_000, seed: 3).Should().Be(5_000);
        other.Emulator.SeedCoupons(5_000, seed: 3);

        var coupons = _account.Emulator.Coupons();
        coupons.Should().Equal(other.Emulator.Coupons());
        coupons[0].Id.Should().Be("SEED-005000");
        coupons[^1].Id.Should().Be("SEED-000001");
        coupons.Should().OnlyContain(static coupon => coupon.Metadata.Count == 3);
        coupons.Select(static coupon => coupon.Created).Should().BeInDescendingOrder();
        coupons.Select(static coupon => coupon.Created).Distinct().Should().HaveCountLessThan(2_000);
        (coupons[0].Created - coupons[^1].Created).Should().BeGreaterThan((long)TimeSpan.FromDays(365).TotalSeconds);
        coupons[0].Created.Should().BeLessThan(_account.Now);
        _account.Emulator.Events().Should().BeEmpty();
    }

    [Fact]
    public void Seeding_again_leaves_what_is_there()
    {
        _account.Emulator.SeedCoupons(10);
        _account.Emulator.UpdateMetadata("SEED-000003", [new("mine", "1")]);

        _account.Emulator.SeedCoupons(12).Should().Be(2);
        _account.Emulator.Find("SEED-000003")!.Metadata.Should().ContainKey("mine");
    }

    [Fact]
    public async Task A_million_coupons_are_seeded_and_their_pages_found()
    {
        _account.Emulator.SeedCoupons(1_000_000).Should().Be(1_000_000);

        var page = await _account.GetAsync("/v1/coupons?limit=3&starting_after=SEED-500001");

        page.Ids.Should().Equal("SEED-500000", "SEED-499999", "SEED-499998");
        (await _account.DeleteAsync("/v1/coupons/SEED-500000")).Status.Should().Be(200);
        (await _account.GetAsync("/v1/coupons?limit=1&starting_after=SEED-500001")).Ids.Should().Equal("SEED-499999");
    }

    [Fact]
    public async Task Coupons_come_from_json_lines_as_stripe_writes_them()
    {
        const string line =
            """{"id":"735*%24","amount_off":500,"created":1500000000,"currency":"usd","duration":"once","livemode":true,"metadata":{"a":"1"},"name":"n","applies_to":{"products":["p1"]},"redeem_by":1900000000,"times_redeemed":4}""";
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(line + "\n\n"));

        _account.Emulator.SeedJsonLines(lines).Should().Be(1);

        _account.Emulator.Count().Should().Be(0);
        var reply = await _account.GetAsync("/v1/coupons/735*%2524?expand[]=applies_to", TestAccount.LiveKey);
        reply.Json.ToJsonString().Should().Be(
            """{"id":"735*%24","object":"coupon","amount_off":500,"applies_to":{"products":["p1"]},"created":1500000000,"currency":"usd","duration":"once","duration_in_months":null,"livemode":true,"max_redemptions":null,"metadata":{"a":"1"},"name":"n","percent_off":null,"redeem_by":1900000000,"times_redeemed":4,"valid":true}""");
    }

    [Theory]
    [InlineData("{\"id\":\"A\",\"created\":1}\nnonsense", "Line 2 is not a coupon: *")]
    [InlineData("{\"created\":1}", "Line 1 is not a coupon: *")]
    [InlineData("{\"id\":\"A\",\"created\":\"yesterday\"}", "Line 1 is not a coupon: *")]
    public void A_line_that_is_no_coupon_is_named(string text, string message)
    {
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(text));

        _account.Emulator.Invoking(emulator => emulator.SeedJsonLines(lines)).Should().Throw<FormatException>().WithMessage(message);
    }

    [Fact]
    public void The_sample_account_holds_stripes_own_example()
    {
        using var lines = new StreamReader(StripeEmulator.OpenSampleAccount());
        var count = lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

        _account.Emulator.SeedSampleAccount().Should().Be(count).And.BePositive();

        var example = _account.Emulator.Find("25OFF")!;
        example.Created.Should().Be(1516662783);
        example.Terms.Should().BeEquivalentTo(new EmulatorTerms { PercentOff = 25, Duration = "repeating", DurationInMonths = 3 });
        example.Metadata.Should().BeEmpty();
    }
}
