using CouponSync.Coupons;

namespace CouponSync.StripeApi;

/// <summary>
/// What CouponSync asks of Stripe. Every method sends one request and, through the handler chain, its retries.
/// All of them throw <see cref="StripeFailureException"/> when Stripe refuses or cannot be reached, and
/// <see cref="OperationCanceledException"/> when cancelled.
/// </summary>
internal interface ICouponGateway
{
    /// <summary>Reads one page of coupons, newest first.</summary>
    Task<Answer<CouponPage>> ListAsync(CouponListQuery query, CancellationToken cancellationToken);

    /// <summary>Reads a coupon; the value is null when there is none of this id, or it was deleted.</summary>
    Task<Answer<RemoteCoupon?>> RetrieveAsync(string id, bool withProducts, CancellationToken cancellationToken);

    /// <summary>Writes metadata and name of a coupon, and returns it as it is afterwards.</summary>
    /// <param name="patch">What to write; what it does not list stays as it is.</param>
    /// <param name="write">Under which key, and who is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Answer<RemoteCoupon>> UpdateAsync(CouponPatch patch, WriteRequest write, CancellationToken cancellationToken);

    /// <summary>Reads one page of events about coupons, newest first; Stripe keeps 30 days of them.</summary>
    Task<Answer<EventPage>> ListEventsAsync(EventListQuery query, CancellationToken cancellationToken);

    /// <summary>What Stripe's clock showed in its last answer; null before the first.</summary>
    DateTimeOffset? LastServerTime { get; }

    /// <summary>Creates a coupon, and returns it as it is afterwards, with its products and currency options.</summary>
    /// <param name="coupon">The whole coupon.</param>
    /// <param name="isAsAsked">Whether a coupon that is there is the one to be created.</param>
    /// <param name="write">Under which key, and who is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Answer<RemoteCoupon>> CreateAsync(
        NewCoupon coupon, Func<RemoteCoupon, bool> isAsAsked, WriteRequest write, CancellationToken cancellationToken);

    /// <summary>Deletes a coupon; customers who have it already keep it.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="write">Under which key, and who is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether this deleted it; false when there was none of this id before anything was sent that may have done it.</returns>
    Task<Answer<bool>> DeleteAsync(string id, WriteRequest write, CancellationToken cancellationToken);

    /// <summary>Reads the account the key belongs to.</summary>
    Task<Answer<RemoteAccount>> GetAccountAsync(CancellationToken cancellationToken);
}

/// <summary>How a write is sent. Where it fails, <see cref="StripeFailure.MayHaveBeenMade"/> says whether it may have been made
/// all the same; so it does, with <see cref="StripeFailure.Interrupted"/>, where it is cancelled after it was sent.</summary>
/// <param name="Key">Its idempotency key, the same for every attempt at the same change; a deletion is sent without.</param>
/// <param name="Sending">Told right before each attempt is sent; what it throws keeps that from being sent. Null for nobody.</param>
internal sealed record WriteRequest(string Key, Action? Sending = null)
{
    /// <summary>Whether an earlier run may have used the key: then what Stripe remembers need not be how the coupon is now.</summary>
    public bool IsKeyUsed { get; init; }

    /// <summary>
    /// Whether a coupon that was read, null where there is none, is as it was before the write: then the write was not made. Where
    /// nobody says so, one that is not as asked may have been changed by others after it was.
    /// </summary>
    public Func<RemoteCoupon?, bool> IsUntouched { get; init; } = static _ => false;
}

/// <summary>An answer of Stripe.</summary>
/// <param name="Value">What was read from it.</param>
/// <param name="RequestId">Stripe's name for the request.</param>
/// <param name="Json">The body as it came.</param>
/// <param name="Attempts">How many requests it took.</param>
/// <param name="IdempotencyKey">The key of the last attempt, of a write.</param>
internal sealed record Answer<T>(T Value, string? RequestId, string Json, int Attempts, string? IdempotencyKey = null)
{
    /// <summary>When it was sent, by Stripe's clock; null when the answer did not say.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>
    /// Whether this is what Stripe remembered of an earlier request with the same idempotency key: it tells how the
    /// object was then, not how it is now.
    /// </summary>
    public bool IsReplayed { get; init; }

    /// <summary>Whether it answers a request of an earlier call under the same key: none of this one can have been carried out.</summary>
    public bool IsOfEarlierCall { get; init; }
}

/// <summary>One page of a list.</summary>
/// <param name="Coupons">Up to a hundred coupons, newest first.</param>
/// <param name="HasMore">Whether there is a page behind it.</param>
internal sealed record CouponPage(IReadOnlyList<RemoteCoupon> Coupons, bool HasMore)
{
    /// <summary>The ids of coupons on the page that cannot be read from it: a field is of another type, or the metadata is left out.</summary>
    public IReadOnlyList<string> UnreadableIds { get; init; } = [];

    /// <summary>The id of the page's last coupon, behind which the next page begins; null of an empty page.</summary>
    public string? LastId { get; init; } = Coupons.Count > 0 ? Coupons[^1].Id : null;
}

/// <summary>Which page of coupons is wanted.</summary>
internal sealed record CouponListQuery
{
    /// <summary>At most this many, 1 to 100.</summary>
    public int Limit { get; init; } = StripeLimits.PageSize;

    /// <summary>Begin behind this coupon.</summary>
    public string? StartingAfter { get; init; }

    /// <summary>Only coupons created at this Unix second or later.</summary>
    public long? CreatedFrom { get; init; }

    /// <summary>Only coupons created at this Unix second or earlier.</summary>
    public long? CreatedTo { get; init; }

    /// <summary>Whether the products a coupon is limited to are wanted, and its further currencies; they cost Stripe
    /// expansions.</summary>
    public bool WithProducts { get; init; }
}

/// <summary>The account behind a key.</summary>
/// <param name="Id">Stripe's <c>acct_...</c>.</param>
internal sealed record RemoteAccount(string Id)
{
    /// <summary>Whether a text can be the id of an account. It names files: nothing else may become one.</summary>
    public static bool IsId(string? text) =>
        !string.IsNullOrEmpty(text) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
