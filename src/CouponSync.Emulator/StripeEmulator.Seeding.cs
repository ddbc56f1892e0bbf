namespace CouponSync.Emulator;

/// <content>Filling the account with coupons that were there before: no events, no limits.</content>
public sealed partial class StripeEmulator
{
    private const string SampleResource = "CouponSync.Emulator.Samples.sample-account.jsonl";

    /// <summary>
    /// Adds generated coupons, always the same for the same arguments and day: the newest was made when the day began,
    /// the others in the three years before it, never more than 25 in a second.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed of what they contain and when they were created.</param>
    /// <param name="livemode">The mode.</param>
    /// <returns>How many were added: ids that are there already stay as they are.</returns>
    public int SeedCoupons(int count, int seed = 1, bool livemode = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        // Within the first hour it is the day before that counts: the newest is never fresh.
        var day = (_parts.Time.GetUtcNow() - TimeSpan.FromHours(1)).UtcDateTime.Date;
        return Seed(CouponGenerator.Generate(count, seed, new DateTimeOffset(day, TimeSpan.Zero).ToUnixTimeSeconds()), livemode);
    }

    /// <summary>Adds coupons.</summary>
    /// <returns>How many were added: ids that are there already stay as they are.</returns>
    public int Seed(IEnumerable<EmulatorCoupon> coupons, bool livemode = false)
    {
        ArgumentNullException.ThrowIfNull(coupons);
        return coupons.Count(coupon => Account(livemode).Add(coupon) is not null);
    }

    /// <summary>Adds coupons given as Stripe's JSON, one object a line; empty lines are skipped.</summary>
    /// <param name="lines">UTF-8 text. The field <c>livemode</c> of a coupon tells its mode.</param>
    /// <returns>How many were added: ids that are there already stay as they are.</returns>
    /// <exception cref="FormatException">A line is not a coupon; the message names the line, and none was added.</exception>
    public int SeedJsonLines(Stream lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        using var reader = new StreamReader(lines, leaveOpen: true);
        var coupons = new List<(EmulatorCoupon Coupon, bool Livemode)>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                coupons.Add(CouponJsonReader.ReadLine(line, number));
            }
        }

        return coupons.Count(read => Account(read.Livemode).Add(read.Coupon) is not null);
    }

    /// <summary>The coupons of the sample account, as <see cref="SeedJsonLines"/> reads them.</summary>
    public static Stream OpenSampleAccount() =>
        typeof(StripeEmulator).Assembly.GetManifestResourceStream(SampleResource)
        ?? throw new InvalidOperationException($"The resource {SampleResource} is missing.");

    /// <summary>Adds the coupons of the sample account, among them Stripe's own example <c>25OFF</c>.</summary>
    /// <returns>How many were added.</returns>
    public int SeedSampleAccount()
    {
        using var lines = OpenSampleAccount();
        return SeedJsonLines(lines);
    }
}
