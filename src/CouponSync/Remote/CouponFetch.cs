using CouponSync.Coupons;
using CouponSync.Settings;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Remote;

/// <summary>Reads the coupons that a run needs: from the list, by id, or first from the list and the rest by id.</summary>
/// <param name="gateway">Stripe.</param>
/// <param name="throttle">What the requests are allowed.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class CouponFetch(ICouponGateway gateway, ThrottleOptions throttle, TimeProvider time, ILogger log)
{
    // How much the last page counts in how many wanted ids a page shows of late.
    private const double Recent = 0.2;

    /// <summary>How often the list had to begin again because a cursor's coupon had gone.</summary>
    public int Restarts { get; private set; }

    /// <summary>Reads until every wanted coupon that exists was read.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="snapshot">Gets what is read; an empty one.</param>
    /// <param name="progress">Told how many coupons were read so far.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="StripeFailureException">Stripe refused or could not be reached.</exception>
    public async Task<FetchedCoupons> ReadAsync(
        FetchRequest request, CouponSnapshot snapshot, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var isById = request.Mode == FetchMode.Retrieve
            || (request.Mode == FetchMode.Auto && FetchRule.ReadsById(request.Count, request.Size));
        var (listed, unread) = isById ? (null, []) : await ListAsync(request, snapshot, progress, cancellationToken);
        var wasAllListed = listed is { IsComplete: true } || request.Mode is not (FetchMode.Auto or FetchMode.Retrieve);
        if (wasAllListed && unread.Count == 0)
        {
            return new FetchedCoupons(new Dictionary<string, Problem>(), listed);
        }

        // Nothing may be looked up while coupons are put: what the list has not shown, as a rule no more ids than it has
        // pages, is gathered first. What it names and nobody can read there may be readable by itself.
        IReadOnlyList<string>? rest = isById ? null
            : !wasAllListed ? [.. request.Ids.Where(id => !snapshot.Contains(id))]
            : request.Count == 0 ? [.. unread]
            : [.. request.Ids.Where(unread.Contains)];
        var found = listed?.Coupons ?? 0;
        var unreadable = await Retrieval.ReadAllAsync(
            gateway, rest ?? request.Ids, request.WithProducts, throttle.MaxInFlight, Take, cancellationToken);
        unread.ExceptWith(rest ?? []);
        return new FetchedCoupons(unreadable, wasAllListed || rest is { Count: > 0 } ? listed : null) { UnreadIds = unread };

        void Take(RetrievedCoupon answer)
        {
            if (answer.Coupon is { } coupon)
            {
                snapshot.Put([coupon]);
                progress.Report(++found);
            }
        }
    }

    // No size where it was not asked for a page, or not for all coupons.
    private async Task<(AccountSize? Size, HashSet<string> UnreadIds)> ListAsync(
        FetchRequest request, CouponSnapshot snapshot, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var wanted = request.Mode == FetchMode.Auto ? new WantedIds(request.Ids) : null;
        var list = new CouponList(gateway, throttle, request, time, log);
        var idsPerPage = 0.0;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pages = new List<Task<ListedPage>>();
        try
        {
            while (!list.IsComplete)
            {
                while (Lists() && list.TryStart(MaxCuts(), end.Token) is { } started)
                {
                    pages.Add(started);
                }

                // What was asked for is awaited even where all that is wanted was seen: it is paid for, and may complete the list.
                if (pages.Count == 0)
                {
                    break;
                }

                var answered = await Task.WhenAny(pages);
                pages.Remove(answered);
                Take(await answered);
            }
        }
        finally
        {
            // After a failure: what still waits for its turn is never sent, and why the rest ends does not matter.
            await end.CancelAsync();
            await ((Task)Task.WhenAll(pages)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (wanted is not null)
        {
            log.Information(
                "The list showed {Seen} of {Wanted} wanted coupons in {Pages} pages; {Listed} coupons read, {Restarts} restarts",
                wanted.Seen, wanted.Count, list.Asked, list.Coupons, list.Restarts);
        }

        var size = list.Asked == 0 || request.CreatedFrom is not null ? null : new AccountSize(snapshot.Count, list.IsComplete);
        return (size, list.UnreadableIds);

        FetchState State() => new(wanted!.Count, wanted.Seen, list.Asked, list.Cuts, idsPerPage);

        bool Lists() => wanted is null || FetchRule.Lists(State(), request.Size);

        long MaxCuts() => wanted is null ? long.MaxValue : FetchRule.MaxCuts(State(), list.Coupons, request.Size);

        void Take(ListedPage answer)
        {
            var coupons = list.Take(answer);
            Restarts = list.Restarts;
            snapshot.Put(coupons);
            progress.Report(list.Coupons);
            if (wanted is not null)
            {
                var before = wanted.Seen;
                foreach (var coupon in coupons)
                {
                    wanted.See(coupon.Id);
                }

                idsPerPage += Recent * (wanted.Seen - before - idsPerPage);
            }
        }
    }
}
