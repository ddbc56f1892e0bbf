namespace CouponSync.Tests.Remote;

/// <summary>When the coupons of shops were created.</summary>
internal static class CreatedTimes
{
    public const long Now = 1_795_000_000;

    /// <summary>Evenly over three years, oldest first.</summary>
    public static IEnumerable<long> Spread(int count) => Enumerable.Range(0, count).Select(i => Now - ((count - i) * (94_608_000L / count)));

    /// <summary>Five hundred within ten seconds, then nothing for a day.</summary>
    public static IEnumerable<long> Batches(int count) => Enumerable.Range(0, count).Select(i => Now - ((count - i) / 500 * 86_400L) + (i % 500 / 50));

    /// <summary>All within an hour, as a migration makes them.</summary>
    public static IEnumerable<long> Hour(int count) => Enumerable.Range(0, count).Select(i => Now - 3_600 + (i * 3_600L / count));

    /// <summary>A migration a year ago, and another one now.</summary>
    public static IEnumerable<long> TwoMigrations(int count) => Hour(count / 2).Select(static second => second - 31_536_000).Concat(Hour(count - (count / 2)));

    /// <summary>A migration three years ago, and since then some a day; most of them before Christmas.</summary>
    public static IEnumerable<long> Growing(int count)
    {
        var random = new Random(4);
        return Hour(count / 2).Select(static second => second - 94_608_000).Concat(Enumerable.Range(0, count - (count / 2)).Select(i =>
        {
            var year = 31_536_000 * random.Next(3);
            return Now - year - (long)(31_000_000 * Math.Pow(random.NextDouble(), 3));
        }).Order());
    }

    /// <summary>All within one second.</summary>
    public static IEnumerable<long> OneSecond(int count) => Enumerable.Repeat(Now - 5_000_000, count);

    public static IEnumerable<long> Of(string kind, int count) => kind switch
    {
        "spread" => Spread(count),
        "batches" => Batches(count),
        "hour" => Hour(count),
        "two migrations" => TwoMigrations(count),
        "growing" => Growing(count),
        _ => OneSecond(count),
    };
}
