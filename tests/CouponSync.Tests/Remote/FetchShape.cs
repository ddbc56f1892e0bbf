using CouponSync.Remote;

namespace CouponSync.Tests.Remote;

/// <summary>An account and a file, reduced to what a fetch costs: how many wanted coupons each page of the list holds.</summary>
internal sealed class FetchShape
{
    public FetchShape(string name, long wanted, long coupons, IEnumerable<long> places)
    {
        Name = name;
        Wanted = wanted;
        Coupons = coupons;
        Hits = new int[Math.Max(1, (coupons + 99) / 100)];
        foreach (var place in places)
        {
            Hits[place / 100]++;
        }
    }

    public string Name { get; }

    public long Wanted { get; }

    public long Coupons { get; }

    /// <summary>The wanted coupons on each page.</summary>
    public int[] Hits { get; }

    public long Pages => Hits.Length;

    public long BetterPureStrategy => Math.Min(Pages, Wanted);

    /// <summary>What it costs whoever knows everything: some pages, then the rest by id, or the whole list.</summary>
    public long ClairvoyantOptimum
    {
        get
        {
            var best = Pages;
            var unseen = Wanted;
            for (var page = 0; page < Pages; page++)
            {
                best = Math.Min(best, page + unseen);
                unseen -= Hits[page];
            }

            return unseen == 0 ? Math.Min(best, Pages) : best;
        }
    }

    /// <summary>The wanted coupons are evenly mixed among all; the rest of the wanted does not exist.</summary>
    public static FetchShape Spread(long wanted, long coupons, double overlap, int seed = 1)
    {
        var random = new Random(seed);
        var existing = (long)(Math.Min(wanted, coupons) * overlap);
        var places = new HashSet<long>();
        while (places.Count < existing)
        {
            places.Add(existing * 2 > coupons ? places.Count : random.NextInt64(coupons));
        }

        return new FetchShape($"{wanted:N0} rows, {coupons:N0} coupons, {overlap:P0} there, spread", wanted, coupons, places);
    }

    /// <summary>The wanted coupons are neighbours in the list.</summary>
    public static FetchShape Clustered(long wanted, long coupons, double overlap, double place)
    {
        var existing = (long)(Math.Min(wanted, coupons) * overlap);
        var first = (long)((coupons - existing) * place);
        return new FetchShape(
            $"{wanted:N0} rows, {coupons:N0} coupons, {overlap:P0} there, together at {place:P0}",
            wanted, coupons, Enumerable.Range(0, (int)existing).Select(i => first + i));
    }

    /// <summary>Rows 1 to 1e6, coupons 0 to 1e6, all overlaps, the wanted ones together or spread; always the same.</summary>
    public static IEnumerable<FetchShape> Generated()
    {
        long[] sizes = [1, 2, 3, 4, 5, 7, 10, 20, 50, 99, 100, 101, 199, 250, 1_000, 3_000, 10_000, 40_000, 100_000, 1_000_000];
        foreach (var rows in sizes)
        {
            foreach (var coupons in sizes.Prepend(0))
            {
                foreach (var overlap in new[] { 0, 0.01, 0.1, 0.5, 0.9, 0.99, 1 })
                {
                    yield return Spread(rows, coupons, overlap);
                    yield return Clustered(rows, coupons, overlap, 0);
                    yield return Clustered(rows, coupons, overlap, 0.5);
                    yield return Clustered(rows, coupons, overlap, 1);
                }
            }
        }

        var random = new Random(20261122);
        for (var i = 0; i < 2_000; i++)
        {
            var rows = (long)Math.Pow(10, random.NextDouble() * 5);
            var coupons = (long)Math.Pow(10, random.NextDouble() * 5.5);
            yield return random.Next(2) == 0
                ? Spread(rows, coupons, random.NextDouble(), i)
                : Clustered(rows, coupons, random.NextDouble(), random.NextDouble());
        }
    }

    /// <summary>How many times the better pure strategy's requests a cost is, a page not counted.</summary>
    public double RatioToBetterPure(long cost) => (cost - 1.0) / Math.Max(1, BetterPureStrategy);

    /// <summary>Plays the policy against the shape, one request at a time.</summary>
    public long Cost(FetchPolicy policy)
    {
        var yield = new YieldMeter();
        long unseen = Wanted, requests = 0;
        var page = 0;
        // Reading by id goes through the wanted ids in the file's order, which is not the list's; here the missing first,
        // so that pages find what they can.
        var ahead = 0L;
        while (page < Pages)
        {
            var step = policy.Next(new FetchState
            {
                Wanted = Wanted,
                Unseen = unseen,
                Requests = requests,
                Listed = Math.Min(Coupons, page * 100L),
                HasBegun = page > 0,
                Yield = yield.Recent(unseen),
            });
            if (step == FetchStep.Finish)
            {
                return requests;
            }

            if (step == FetchStep.Retrieve)
            {
                // Reading by id changes none of what is decided by: it goes on to the end.
                return requests + unseen;
            }

            if (step == FetchStep.Both)
            {
                requests++;
                unseen--;
                ahead++;
            }

            if (unseen > 0)
            {
                requests++;
                var hits = Hits[page++];
                // What was read by id is found again only where nothing else is left to find.
                var found = (int)Math.Min(hits, unseen);
                unseen -= found;
                yield.Add(found);
            }
        }

        return requests;
    }
}
