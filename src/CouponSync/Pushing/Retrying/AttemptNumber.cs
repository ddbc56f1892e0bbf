namespace CouponSync.Pushing.Retrying;

/// <summary>The number of an attempt, from 1, carried by its request from the retry to the throttle.</summary>
internal static class AttemptNumber
{
    private static readonly HttpRequestOptionsKey<int> Key = new("CouponSync.Attempt");

    /// <summary>The number of this attempt; 1 where no retry handler set one.</summary>
    public static int Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var number) ? number : 1;

    /// <summary>Sets the number of this attempt.</summary>
    public static void Set(HttpRequestMessage request, int number) => request.Options.Set(Key, number);
}
