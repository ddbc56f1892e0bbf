using CouponSync.Settings;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Remote;

/// <summary>
/// Reads the wanted coupons in as few requests as can be had without knowing the account: it lists, stops as soon as
/// every wanted id was seen, and goes over to reading by id where <see cref="FetchPolicy"/> finds that cheaper.
/// </summary>
/// <param name="gateway">Stripe.</param>
/// <param name="throttle">What the requests are allowed.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class AdaptiveFetch(ICouponGateway gateway, ThrottleOptions throttle, TimeProvider time, ILogger log) : IRemoteFetch
{
    private readonly FetchPolicy _policy = new(throttle.AccountCeiling >= 1.5 * throttle.EndpointCeiling);

    /// <inheritdoc/>
    public int Restarts { get; private set; }

    /// <inheritdoc/>
    public async Task<FetchedCoupons> ReadAsync(
        FetchRequest request, CouponSnapshot image, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var wanted = WantedIds.From(request.Ids, request.Count);
        var walk = new WindowedWalk(gateway, WalkOptions.For(throttle, wanted.Count, time), request, log);
        var yield = new YieldMeter();
        using var unseen = request.Ids.Where(wanted.IsUnseen).GetEnumerator();
        await using var tasks = new FetchTasks(cancellationToken);
        var retrieval = new Retrieval(gateway, request.WithProducts, throttle.MaxInFlight, unseen, tasks.End);
        var last = FetchStep.Finish;
        while (wanted.Unseen > 0 && !walk.IsComplete)
        {
            Start();
            if (tasks.Count == 0)
            {
                break;
            }

            switch (await tasks.NextAsync())
            {
                case Task<WalkedPage> page:
                    Take(await page);
                    break;
                case Task<RetrievedCoupon> coupon:
                    Keep(retrieval.Take(await coupon));
                    break;
            }

            Restarts = walk.Restarts;
            progress.Report(walk.Coupons + retrieval.Found);
        }

        if (!walk.IsComplete)
        {
            await MakeSureAsync();
        }

        log.Information(
            "Read {Wanted} wanted coupons with {Pages} pages and {Retrieves} single reads; {Listed} coupons seen, {Restarts} restarts",
            wanted.Count, walk.Requests, retrieval.Requests, walk.Coupons, walk.Restarts);
        return new FetchedCoupons(retrieval.Unreadable, IsWholeAccount: walk.IsComplete && request.CreatedFrom is null);

        void Start()
        {
            while (true)
            {
                var step = _policy.Next(State());
                if (step != last)
                {
                    last = step;
                    log.Debug(
                        "After {Pages} pages and {Retrieves} single reads: {Step}; {Unseen} of {Wanted} ids unseen, {Yield} a page",
                        walk.Requests, retrieval.Requests, step, wanted.Unseen, wanted.Count, yield.Recent(wanted.Unseen));
                }

                // When the retrieves under way answer for all that is unseen, no page is worth its request.
                var page = (step is FetchStep.List or FetchStep.Both) && wanted.Unseen > retrieval.Awaited
                    ? walk.TryStart(tasks.End)
                    : null;
                var single = step == FetchStep.Retrieve || (step == FetchStep.Both && retrieval.UnderWay < throttle.MaxInFlight / 2)
                    ? retrieval.TryStart()
                    : null;
                if (page is null && single is null)
                {
                    return;
                }

                Add(page);
                Add(single);
            }
        }

        void Add(Task? task)
        {
            if (task is not null)
            {
                tasks.Add(task);
            }
        }

        FetchState State() => new()
        {
            Wanted = wanted.Count,
            Unseen = wanted.Unseen,
            Requests = walk.Requests + retrieval.Requests,
            RetrievesAwaited = retrieval.Awaited,
            Listed = walk.Coupons,
            HasBegun = walk.HasBegun,
            Yield = yield.Recent(wanted.Unseen),
        };

        void Take(WalkedPage answer)
        {
            var coupons = walk.Take(answer);
            image.Put(coupons);
            if (answer.Page is not null)
            {
                var hits = 0;
                foreach (var coupon in coupons)
                {
                    if (wanted.See(coupon.Id))
                    {
                        hits++;
                        retrieval.Overtake(coupon.Id);
                    }
                }

                yield.Add(hits);
                walk.Rate(answer, hits, yield.Recent(wanted.Unseen));
            }
        }

        void Keep(RetrievedCoupon answer)
        {
            wanted.Answer(answer.Id);
            if (answer.Coupon is not null)
            {
                image.Put([answer.Coupon]);
            }
        }

        // By their hashes all ids were seen; the image knows for sure.
        async Task MakeSureAsync()
        {
            foreach (var id in request.Ids)
            {
                if (!wanted.IsAnswered(id) && !image.Contains(id))
                {
                    Keep(retrieval.Take(await retrieval.ReadAsync(id)));
                }
            }
        }
    }
}
