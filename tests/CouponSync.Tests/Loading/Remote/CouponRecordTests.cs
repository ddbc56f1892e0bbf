using CouponSync.Coupons;
using CouponSync.Loading.Remote;

namespace CouponSync.Tests.Loading.Remote;

public sealed class CouponRecordTests
{
    public static TheoryData<string?> Names => [null, "", "Sale", new string('ä', 40)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_coupon_comes_back_as_it_was(string? name)
    {
        using var codec = new CouponRecord();
        var coupon = Coupon(name);

        var back = CouponRecord.Decode(coupon.Id, coupon.Created, coupon.Livemode, codec.Encode(coupon).ToArray());

        back.Should().BeEquivalentTo(coupon);
        CouponRecord.Decode("B", 1, false, codec.Encode(coupon with { Metadata = CouponMetadata.Empty }).ToArray()).Metadata.Should().BeEmpty();
    }

    [Fact]
    public void A_record_that_is_cut_off_is_damaged_and_nothing_else()
    {
        using var codec = new CouponRecord();
        var record = codec.Encode(Coupon("Sale")).ToArray();
        var tail = record.AsSpan().IndexOf("{\"terms\""u8);
        for (var length = 0; length < tail; length++)
        {
            var read = () => CouponRecord.Decode("A", 1, false, record.AsMemory(0, length));
            read.Should().Throw<Exception>().Where(e => e is InvalidDataException || e is System.Text.Json.JsonException);
        }

        var long1 = () => CouponRecord.Decode("A", 1, false, Enumerable.Repeat((byte)0xFF, 64).ToArray());
        long1.Should().Throw<InvalidDataException>();
    }

    private static RemoteCoupon Coupon(string? name) => new()
    {
        Id = "A",
        Created = 1_700_000_000,
        Livemode = true,
        Name = name,
        Metadata = CouponMetadata.From([new("k", new string('x', 500)), new("ключ", "😀"), new("a", "1")]),
        Terms = new CouponTerms
        {
            PercentOff = 12.5m,
            Duration = "repeating",
            DurationInMonths = 3,
            AppliesTo = ["p1", "p2"],
            CurrencyOptions = new Dictionary<string, long> { ["usd"] = 5 },
        },
        TimesRedeemed = 7,
        Valid = true,
    };
}
