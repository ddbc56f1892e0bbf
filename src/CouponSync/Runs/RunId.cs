using System.Globalization;

namespace CouponSync.Runs;

/// <summary>Names runs so that they sort by time: <c>2026-11-22T020000Z-7f3a</c>.</summary>
internal static class RunId
{
    private const int StartLength = 18;

    /// <summary>Makes an id.</summary>
    /// <param name="startedAt">When the run starts.</param>
    /// <param name="random">Tells runs of the same second apart.</param>
    public static string Create(DateTimeOffset startedAt, Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $"{startedAt.UtcDateTime:yyyy-MM-dd'T'HHmmss'Z'}-{random.Next(0x10000):x4}");

    /// <summary>When the run of an id started; null when it is no such id.</summary>
    public static DateTimeOffset? StartOf(string id) =>
        id.Length > StartLength && DateTimeOffset.TryParseExact(
            id.AsSpan(0, StartLength),
            "yyyy-MM-dd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var start)
            ? start
            : null;
}
