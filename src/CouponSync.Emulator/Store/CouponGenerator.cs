using System.Globalization;

namespace CouponSync.Emulator;

/// <summary>
/// Generates coupons as a large shop has them: made in batches of some hundred within seconds, batches hours to days
/// apart, few different terms, three metadata keys of which one is unique.
/// </summary>
internal static class CouponGenerator
{
    private static readonly EmulatorTerms[] Terms =
    [
        new() { PercentOff = 10, Duration = "once" },
        new() { PercentOff = 25, Duration = "repeating", DurationInMonths = 3 },
        new() { PercentOff = 12.5m, Duration = "forever" },
        new() { AmountOff = 500, Currency = "usd", Duration = "once" },
        new() { AmountOff = 1000, Currency = "eur", Duration = "once", MaxRedemptions = 100 },
        new() { PercentOff = 50, Duration = "once", AppliesToProducts = ["prod_Nightly", "prod_Weekly"] },
    ];

    private static readonly string[] Campaigns = [.. Enumerable.Range(1, 64).Select(number => $"campaign-{number:D2}")];
    private static readonly string[] Regions = ["emea", "amer", "apac", "latam", "dach"];
    private static readonly string[] Names = ["Spring sale", "Summer sale", "Autumn sale", "Winter sale", "Welcome back"];

    /// <summary>Generates coupons, oldest first.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="prefix">What ids start with.</param>
    /// <param name="newest">When the newest was created, in Unix seconds.</param>
    /// <param name="nextSequence">Numbers for their places.</param>
    public static IEnumerable<EmulatorCoupon> Generate(
        int count, int seed, string prefix, long newest, Func<long> nextSequence)
    {
        // Three years at most, and never more than a second per coupon on average below that.
        const long span = 3L * 365 * 24 * 3600;
        var batchSize = Math.Max(1, Math.Min(500, count / 20));
        var batches = (count + batchSize - 1) / batchSize;
        for (var i = 0; i < count; i++)
        {
            var batch = i / batchSize;
            var bits = IdSource.Mix(((ulong)(uint)seed << 32) ^ (uint)i);
            var batchBits = IdSource.Mix(((ulong)(uint)seed << 32) ^ 0xBA7C0000_00000000 ^ (uint)batch);

            // The last coupon is exactly as new as asked; within a batch fifty are made a second.
            var start = newest - (span / batches * (batches - 1 - batch));
            var created = start - ((Math.Min(batchSize, count - (batch * batchSize)) - 1 - (i % batchSize)) / 50);
            yield return new EmulatorCoupon
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{prefix}{i + 1:D6}"),
                Created = created,
                Sequence = nextSequence(),
                Terms = Terms[bits % (ulong)Terms.Length],
                Name = bits % 3 == 0 ? null : Names[batchBits % (ulong)Names.Length],
                TimesRedeemed = (long)(bits >> 8 & 7),
                Metadata = new EmulatorMetadata(
                [
                    new("campaign", Campaigns[batchBits % (ulong)Campaigns.Length]),
                    new("order_id", (bits >> 20).ToString("x11", CultureInfo.InvariantCulture)),
                    new("region", Regions[(bits >> 12) % (ulong)Regions.Length]),
                ]),
            };
        }
    }
}
