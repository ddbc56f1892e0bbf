namespace CouponSync.Emulator;

/// <content>Filling the account with coupons that were there before: no events, no limits.</content>
public sealed partial class StripeEmulator
{
    private const string SampleResource = "CouponSync.Emulator.Samples.sample-account.jsonl";

    /// <summary>Adds generated coupons, always the same for the same arguments and the same day.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed of what they contain.</param>
    /// <param name="livemode">The mode.</param>
    /// <param name="prefix">What their ids start with; a number of at least six digits follows.</param>
    /// <param name="newest">When the newest was created; by default an hour ago.</param>
    /// <returns>How many were added: ids that are there already stay as they are.</returns>
    public int SeedCoupons(
        int count, int seed = 1, bool livemode = false, string prefix = "SEED-", DateTimeOffset? newest = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var account = Account(livemode);
        var end = newest ?? _parts.Time.GetUtcNow() - TimeSpan.FromHours(1);
        var added = 0;
        lock (account.Gate)
        {
            account.EnsureCapacity(count);
            foreach (var coupon in CouponGenerator.Generate(count, seed, prefix, end.ToUnixTimeSeconds(), account.NextSequence))
            {
                added += account.Add(coupon, keepSequence: true) is null ? 0 : 1;
            }
        }

        return added;
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
    /// <exception cref="FormatException">A line is not a coupon; the message names the line.</exception>
    public int SeedJsonLines(Stream lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        using var reader = new StreamReader(lines, leaveOpen: true);
        var added = 0;
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var (coupon, livemode) = CouponJsonReader.ReadLine(line, number);
            added += Account(livemode).Add(coupon) is null ? 0 : 1;
        }

        return added;
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
