using CouponSync.Coupons;
using CouponSync.Remote;

namespace CouponSync.Tests.Remote;

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
            read.Should().Throw<DamagedImageException>();
        }

        var long1 = () => CouponRecord.Decode("A", 1, false, Enumerable.Repeat((byte)0xFF, 64).ToArray());
        long1.Should().Throw<DamagedImageException>();
    }

    [Fact]
    public void Whatever_stands_in_a_record_is_read_or_is_damage()
    {
        using var codec = new CouponRecord();
        var record = codec.Encode(Coupon("Sale")).ToArray();
        var random = new Random(5);
        var damaged = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var other = record.AsSpan(0, random.Next(4) == 0 ? random.Next(record.Length) : record.Length).ToArray();
            for (var changes = random.Next(1, 5); changes > 0 && other.Length > 0; changes--)
            {
                other[random.Next(other.Length)] = (byte)random.Next(256);
            }

            try
            {
                CouponRecord.Decode("A", 1, false, other);
            }
            catch (DamagedImageException)
            {
                damaged++;
            }
        }

        damaged.Should().BeInRange(2_000, 19_999);
    }

    [Fact]
    public void A_fault_of_the_program_is_no_damage()
    {
        ImageDamage.Is(new System.Text.Json.JsonException()).Should().BeFalse();
        ImageDamage.Is(new InvalidDataException()).Should().BeFalse();
        ImageDamage.Is(new DamagedImageException("cut off")).Should().BeTrue();
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
