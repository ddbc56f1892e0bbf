namespace CouponSync.Http;

/// <summary>What an attempt is within its call, carried by its request from the retry to the throttle.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="IsOutcomeOpen">Whether an earlier attempt may have taken effect without an answer that says so. Such
/// a call is in flight in the eyes of the user, and is brought to its end even while the run is being stopped.</param>
internal sealed record Attempt(int Number, bool IsOutcomeOpen)
{
    /// <summary>How much is left of the call's time; null where nothing bounds it.</summary>
    public TimeSpan? TimeLeft { get; init; }

    private static readonly HttpRequestOptionsKey<Attempt> Key = new("CouponSync.Attempt");
    private static readonly Attempt First = new(1, IsOutcomeOpen: false);

    /// <summary>What a request carries; a first attempt where no retry handler set anything.</summary>
    public static Attempt Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var attempt) ? attempt : First;

    /// <summary>Lets a request carry this.</summary>
    public void AttachTo(HttpRequestMessage request) => request.Options.Set(Key, this);
}
