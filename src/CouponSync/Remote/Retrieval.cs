using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Remote;

/// <summary>
/// Reads coupons by id, several at once. Whoever drives it starts a request as long as <see cref="TryStart"/> gives
/// one, awaits any, and hands it to <see cref="Take"/>; one thread at a time.
/// </summary>
/// <param name="gateway">Stripe.</param>
/// <param name="withProducts">Whether products are wanted.</param>
/// <param name="maxInFlight">How many requests may be under way at once.</param>
/// <param name="ids">The ids, each once.</param>
/// <param name="cancellationToken">Gives the requests up.</param>
internal sealed class Retrieval(
    ICouponGateway gateway, bool withProducts, int maxInFlight, IEnumerator<string> ids, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, Problem> _unreadable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);

    /// <summary>Requests started.</summary>
    public long Requests { get; private set; }

    /// <summary>Coupons that were there.</summary>
    public long Found { get; private set; }

    /// <summary>Requests not taken yet.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Ids under way that have not been seen elsewhere meanwhile.</summary>
    public int Awaited => _awaited.Count;

    /// <summary>The ids Stripe refused to look up, with the reason.</summary>
    public IReadOnlyDictionary<string, Problem> Unreadable => _unreadable;

    /// <summary>Reads coupons by id to the last one.</summary>
    /// <param name="gateway">Stripe.</param>
    /// <param name="ids">The ids, each once.</param>
    /// <param name="withProducts">Whether products are wanted.</param>
    /// <param name="maxInFlight">How many requests may be under way at once.</param>
    /// <param name="take">Takes each answer as it comes, one at a time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ids Stripe refused to look up, with the reason.</returns>
    /// <exception cref="StripeFailureException">Stripe refused or could not be reached.</exception>
    public static async Task<IReadOnlyDictionary<string, Problem>> ReadAllAsync(
        ICouponGateway gateway,
        IEnumerable<string> ids,
        bool withProducts,
        int maxInFlight,
        Action<RetrievedCoupon> take,
        CancellationToken cancellationToken)
    {
        using var next = ids.GetEnumerator();
        await using var tasks = new FetchTasks(cancellationToken);
        var retrieval = new Retrieval(gateway, withProducts, maxInFlight, next, tasks.End);
        while (true)
        {
            while (retrieval.TryStart() is { } started)
            {
                tasks.Add(started);
            }

            if (tasks.Count == 0)
            {
                return retrieval.Unreadable;
            }

            take(retrieval.Take(await (Task<RetrievedCoupon>)await tasks.NextAsync()));
        }
    }

    /// <summary>Starts reading the next id.</summary>
    /// <returns>The request; null when there are no more ids, or enough under way.</returns>
    public Task<RetrievedCoupon>? TryStart() =>
        UnderWay < maxInFlight && ids.MoveNext() ? ReadAsync(ids.Current) : null;

    /// <summary>Notes that an id has been seen elsewhere.</summary>
    public void Overtake(string id) => _awaited.Remove(id);

    /// <summary>Reads an id, out of turn.</summary>
    public async Task<RetrievedCoupon> ReadAsync(string id)
    {
        Requests++;
        UnderWay++;
        _awaited.Add(id);
        try
        {
            var answer = await gateway.RetrieveAsync(id, withProducts, cancellationToken);
            return new RetrievedCoupon(id, answer.Value, null, answer.ServerTime);
        }
        catch (StripeFailureException e) when (e.Failure.Status is 400)
        {
            return new RetrievedCoupon(
                id, null, new Problem("unreadable", $"Stripe does not show the coupon '{id}': {e.Failure.Message}"), null);
        }
    }

    /// <summary>Takes an answered request.</summary>
    public RetrievedCoupon Take(RetrievedCoupon answer)
    {
        UnderWay--;
        _awaited.Remove(answer.Id);
        Found += answer.Coupon is null ? 0 : 1;
        if (answer.Refusal is { } problem)
        {
            _unreadable[answer.Id] = problem;
        }

        return answer;
    }
}

/// <summary>What reading one id brought.</summary>
/// <param name="Id">The id.</param>
/// <param name="Coupon">The coupon; null when there is none.</param>
/// <param name="Refusal">Why Stripe would not say; null when it did.</param>
/// <param name="At">Stripe's clock with the answer; null when it did not say.</param>
internal sealed record RetrievedCoupon(string Id, RemoteCoupon? Coupon, Problem? Refusal, DateTimeOffset? At);
