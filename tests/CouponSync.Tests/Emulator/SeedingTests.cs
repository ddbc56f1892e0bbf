using System.Text;
using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class SeedingTests
{
    private readonly TestAccount _account = new();

    [Fact]
    public void Generated_coupons_are_the_same_for_the_same_seed_and_day()
    {
        var sameDay = new TestAccount();
        var nextDay = new TestAccount();
        var otherSeed = new TestAccount();
        otherSeed.Emulator.SeedCoupons(5_000, seed: 4);
        sameDay.Clock.Advance(TimeSpan.FromHours(21));
        nextDay.Clock.Advance(TimeSpan.FromHours(24));
        foreach (var account in (TestAccount[])[_account, sameDay, nextDay])
        {
            account.Emulator.SeedCoupons(5_000, seed: 3).Should().Be(5_000);
        }

        var coupons = _account.Emulator.Coupons();
        coupons.Should().Equal(sameDay.Emulator.Coupons());
        nextDay.Emulator.Coupons().Should().Equal(coupons.Select(static coupon => coupon with { Created = coupon.Created + 86_400 }));
        otherSeed.Emulator.Coupons().Select(static coupon => coupon.Created).Should().NotEqual(coupons.Select(static coupon => coupon.Created));
        coupons[0].Id.Should().Be("SEED-005000");
        coupons[^1].Id.Should().Be("SEED-000001");
        coupons.Should().OnlyContain(static coupon => coupon.Metadata.Count == 3);
        _account.Emulator.Events().Should().BeEmpty();
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(10, 2)]
    [InlineData(1_000, 1)]
    [InlineData(1_000, 2)]
    [InlineData(200_000, 1)]
    public async Task Generated_coupons_were_created_as_in_a_real_shop(int count, int seed)
    {
        _account.Emulator.SeedCoupons(count, seed);

        // As they are listed: newest first.
        var created = _account.Emulator.Coupons().Select(static coupon => coupon.Created).ToList();
        created.Should().HaveCount(count).And.BeInDescendingOrder();
        created[0].Should().BeInRange(_account.Now - 86_400, _account.Now - 3_600, "the newest is of this day, and not fresh");
        (created[0] - created[^1]).Should().BeInRange(3 * 365 * 86_400L - 86_400, 4 * 365 * 86_400L, "they are spread over years");
        var bySecond = created.CountBy(static second => second).Select(static pair => pair.Value).ToList();
        bySecond.Max().Should().BeLessThanOrEqualTo(25, "Stripe creates no more of them in a second");
        if (count >= 1_000)
        {
            bySecond.Max().Should().Be(25, "scripts go as fast as they may");
            bySecond.Should().Contain(1, "people do not");
            var pauses = created.Zip(created.Skip(1), static (newer, older) => newer - older).ToList();
            pauses.Max().Should().BeGreaterThan(10 * (created[0] - created[^1]) / count, "they come in batches");
            created.GroupBy(static second => second / (182 * 86_400)).Should().HaveCountGreaterThanOrEqualTo(6, "no half of a year is without");
        }

        var page = await _account.GetAsync("/v1/coupons?limit=10");
        page.Ids.Should().Equal(_account.Emulator.Coupons().Take(10).Select(static coupon => coupon.Id));
        page.Ids[0].Should().Be($"SEED-{count:D6}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_few_coupons_can_be_generated_too(int count) => _account.Emulator.SeedCoupons(count).Should().Be(count);

    [Fact]
    public void Seeding_again_leaves_what_is_there()
    {
        _account.Emulator.SeedCoupons(10);
        _account.Emulator.UpdateMetadata("SEED-000003", [new("mine", "1")]);

        _account.Emulator.SeedCoupons(12).Should().Be(2);
        _account.Emulator.Find("SEED-000003")!.Metadata.Should().ContainKey("mine");
    }

    [Fact]
    public async Task Very_many_coupons_are_seeded_and_their_pages_found()
    {
        _account.Emulator.SeedCoupons(200_000).Should().Be(200_000);

        var page = await _account.GetAsync("/v1/coupons?limit=3&starting_after=SEED-100001");

        page.Ids.Should().Equal("SEED-100000", "SEED-099999", "SEED-099998");
        (await _account.DeleteAsync("/v1/coupons/SEED-100000")).Status.Should().Be(200);
        (await _account.GetAsync("/v1/coupons?limit=1&starting_after=SEED-100001")).Ids.Should().Equal("SEED-099999");
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
    [InlineData("nonsense", "From byte 2 on it is not JSON.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"percent_off\":5", "From byte 38 on it is not JSON.")]
    [InlineData("[]", "There is no object to have 'id'.")]
    [InlineData("null", "There is no object to have 'id'.")]
    [InlineData("{\"created\":1,\"percent_off\":5}", "'id' is missing.")]
    [InlineData("{\"id\":\"\",\"created\":1,\"percent_off\":5}", "'id' is empty.")]
    [InlineData("{\"id\":\"A\",\"object\":\"coupon\",\"deleted\":true}", "'created' is missing.")]
    [InlineData("{\"id\":\"A\",\"created\":null,\"percent_off\":5}", "'created' is missing.")]
    [InlineData("{\"id\":\"A\",\"created\":\"yesterday\",\"percent_off\":5}", "'created' is of the kind String, not Number.")]
    [InlineData("{\"id\":\"A\",\"created\":1.5,\"percent_off\":5}", "'created' is 1.5, not a whole number.")]
    [InlineData("{\"id\":\"A\",\"created\":1e300,\"percent_off\":5}", "'created' is 1e300, not a whole number.")]
    [InlineData("{\"id\":\"A\",\"created\":1}", "'percent_off' or 'amount_off' is missing.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"percent_off\":\"5\"}", "'percent_off' is of the kind String, not Number.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"percent_off\":5,\"amount_off\":5}", "It has both 'percent_off' and 'amount_off'.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"amount_off\":5}", "'currency' is missing beside 'amount_off'.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"percent_off\":5,\"duration\":\"repeating\"}", "'duration_in_months' is missing beside 'repeating'.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"percent_off\":5,\"livemode\":\"yes\"}", "'livemode' is of the kind String, not True.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"percent_off\":5,\"metadata\":[1]}", "'metadata' is of the kind Array, not Object.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"percent_off\":5,\"metadata\":{\"a\":1}}", "'a' is of the kind Number, not String.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"percent_off\":5,\"applies_to\":{\"products\":[null]}}", "'products' has a null.")]
    [InlineData("{\"id\":\"A\",\"created\":1,\"percent_off\":5,\"currency_options\":{\"eur\":4}}", "There is no object to have 'amount_off'.")]
    public void A_line_that_is_no_whole_coupon_is_named_and_none_is_added(string line, string what)
    {
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes("{\"id\":\"GOOD\",\"created\":1,\"percent_off\":5}\n\n" + line));

        _account.Emulator.Invoking(emulator => emulator.SeedJsonLines(lines)).Should().Throw<FormatException>()
            .WithMessage($"Line 3 is not a coupon: {what} Write it as Stripe answers GET /v1/coupons/ID, on one line.");

        _account.Emulator.Count().Should().Be(0);
    }

    [Fact]
    public void A_duration_that_is_not_known_yet_can_be_seeded()
    {
        using var lines = new MemoryStream("{\"id\":\"A\",\"created\":1,\"percent_off\":5,\"duration\":\"service_period\"}"u8.ToArray());

        _account.Emulator.SeedJsonLines(lines).Should().Be(1);
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
