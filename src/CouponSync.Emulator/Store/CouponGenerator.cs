using System.Globalization;

namespace CouponSync.Emulator;

/// <summary>
/// Generates coupons as a large shop has them: in batches of up to five hundred over three years, made by hand or by a
/// script that keeps to Stripe's limit, with few different terms and three metadata keys of which one is unique.
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

    // Milliseconds from one coupon of a batch to the next. The shortest is Stripe's limit of 25 creations a second
    // (https://docs.stripe.com/rate-limits).
    private static readonly int[] Paces = [40, 40, 100, 500, 10_000];

    /// <summary>Generates coupons, oldest first.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="newest">When the newest was created, in Unix seconds; the others follow from it and the seed.</param>
    public static IEnumerable<EmulatorCoupon> Generate(int count, int seed, long newest)
    {
        var batchSize = Math.Max(1, Math.Min(500, count / 20));
        var batches = Batches(count, batchSize, seed, newest);
        for (var i = 0; i < count; i++)
        {
            var batch = batches[i / batchSize];
            var bits = IdSource.Mix(((ulong)(uint)seed << 32) ^ (uint)i);
            yield return new EmulatorCoupon
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"SEED-{i + 1:D6}"),
                Created = batch.Start + batch.Lasts(i % batchSize),
                Terms = Terms[bits % (ulong)Terms.Length],
                Name = bits % 3 == 0 ? null : Names[batch.Bits % (ulong)Names.Length],
                TimesRedeemed = (long)(bits >> 8 & 7),
                Metadata = new EmulatorMetadata(
                [
                    new("campaign", Campaigns[batch.Bits % (ulong)Campaigns.Length]),
                    new("order_id", (bits >> 20).ToString("x11", CultureInfo.InvariantCulture)),
                    new("region", Regions[(bits >> 12) % (ulong)Regions.Length]),
                ]),
            };
        }
    }

    /// <summary>When each batch begins: after pauses that differ widely and are three years together.</summary>
    private static Batch[] Batches(int count, int batchSize, int seed, long newest)
    {
        const long span = 3L * 365 * 24 * 3600;
        var batches = new Batch[(count + batchSize - 1) / batchSize];
        for (var i = 0; i < batches.Length; i++)
        {
            batches[i] = new Batch(IdSource.Mix(((ulong)(uint)seed << 32) ^ 0xBA7C0000_00000000 ^ (uint)i));
        }

        var pauses = batches.Skip(1).Sum(static batch => batch.Pause);
        var end = newest;
        for (var i = batches.Length - 1; i >= 0; i--)
        {
            batches[i].Start = end - batches[i].Lasts(Math.Min(batchSize, count - (i * batchSize)) - 1);

            // A second at least, so that no two batches share one.
            end = batches[i].Start - 1 - (i == 0 ? 0 : span * batches[i].Pause / pauses);
        }

        return batches;
    }

    /// <summary>Coupons that were made together.</summary>
    /// <param name="bits">What chance gave it.</param>
    private sealed class Batch(ulong bits)
    {
        public ulong Bits => bits;

        /// <summary>When its first coupon is made, in Unix seconds.</summary>
        public long Start { get; set; }

        /// <summary>How long the pause before it is, among all pauses.</summary>
        public long Pause { get; } = Square(1 + (long)((bits >> 32) % 1000));

        /// <summary>How many seconds after its first coupon another one is made.</summary>
        public long Lasts(int coupons) => (long)coupons * Paces[(bits >> 16) % (ulong)Paces.Length] / 1000;

        private static long Square(long value) => value * value;
    }
}
