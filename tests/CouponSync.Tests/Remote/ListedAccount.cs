using CouponSync.Coupons;
using CouponSync.Pipelines;
using CouponSync.Remote;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Tests.Support;
using Serilog.Core;

namespace CouponSync.Tests.Remote;

/// <summary>
/// A gateway to an account that only lists and shows coupons: so many requests a second, each answered after some time. It
/// counts what it is asked, and costs next to nothing.
/// </summary>
internal sealed class ListedAccount : ICouponGateway
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TimeSpan _latency;
    private readonly List<RemoteCoupon> _coupons;
    private readonly Dictionary<string, int> _places;
    private readonly ThrottleOptions _throttle = ThrottleOptions.For(livemode: false);
    private TimeSpan _next;

    /// <summary>Makes an account.</summary>
    /// <param name="created">When each coupon was created; any order.</param>
    /// <param name="latency">How long an answer takes.</param>
    public ListedAccount(IEnumerable<long> created, TimeSpan latency)
    {
        _latency = latency;
        _coupons =
        [
            .. created.OrderDescending().Select(static (second, i) => new RemoteCoupon
            {
                Id = $"C{i}",
                Created = second,
                Livemode = false,
                Terms = CouponTerms.None,
                Metadata = CouponMetadata.Empty,
            }),
        ];
        _places = _coupons.Select(static (c, i) => (c.Id, i)).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The ids, those of the newest coupons first.</summary>
    public IReadOnlyList<string> Ids => [.. _coupons.Select(static c => c.Id)];

    public long Pages { get; private set; }

    public long Retrieves { get; private set; }

    public long Requests => Pages + Retrieves;

    public DateTimeOffset? LastServerTime => null;

    /// <summary>What listing all of it takes.</summary>
    public long AllPages => Math.Max(1, (_coupons.Count + 99) / 100);

    /// <summary>Reads what is wanted into a snapshot.</summary>
    public ListedReading Read(FetchMode mode, IReadOnlyCollection<string> wanted, AccountSize? size = null)
    {
        using var directory = new TemporaryDirectory();
        using var snapshot = CouponSnapshot.Create(directory.File("coupons.db"), livemode: false);
        var (start, before) = (_clock.Elapsed, Requests);
        var fetched = _clock.Run(() => new CouponFetch(this, _throttle, _clock, Logger.None).ReadAsync(
            new FetchRequest(wanted, wanted.Count, WithProducts: false) { Mode = mode, Size = size },
            snapshot,
            new DirectProgress<long>(static _ => { }),
            CancellationToken.None));
        return new ListedReading(
            fetched.Size, Requests - before, _clock.Elapsed - start, snapshot.Count, wanted.Where(_places.ContainsKey).All(snapshot.Contains));
    }

    public async Task<Answer<CouponPage>> ListAsync(CouponListQuery query, CancellationToken cancellationToken)
    {
        await AnswerAsync(() => Pages++, cancellationToken);
        var first = query.StartingAfter is { } cursor ? _places[cursor] + 1 : FirstAtOrBefore(query.CreatedTo ?? long.MaxValue);
        var end = FirstAtOrBefore((query.CreatedFrom ?? long.MinValue + 1) - 1);
        var count = Math.Clamp(end - first, 0, query.Limit);
        return new Answer<CouponPage>(new CouponPage(_coupons.GetRange(first, count), first + count < end), null, "", 1);
    }

    public async Task<Answer<RemoteCoupon?>> RetrieveAsync(string id, bool withProducts, CancellationToken cancellationToken)
    {
        await AnswerAsync(() => Retrieves++, cancellationToken);
        return new Answer<RemoteCoupon?>(_places.TryGetValue(id, out var place) ? _coupons[place] : null, null, "", 1);
    }

    public Task<Answer<RemoteCoupon>> UpdateAsync(CouponPatch patch, WriteRequest write, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Answer<EventPage>> ListEventsAsync(EventListQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Answer<RemoteCoupon>> CreateAsync(
        NewCoupon coupon, Func<RemoteCoupon, bool> isAsAsked, WriteRequest write, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Answer<bool>> DeleteAsync(string id, WriteRequest write, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Answer<RemoteAccount>> GetAccountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    // The throttle's place: a request waits for its turn, and is counted when it is sent.
    private async Task AnswerAsync(Action count, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_coupons)
        {
            var turn = _next > _clock.Elapsed ? _next : _clock.Elapsed;
            _next = turn + TimeSpan.FromSeconds(1 / _throttle.EndpointCeiling);
            wait = turn - _clock.Elapsed;
        }

        await Task.Delay(wait, _clock, cancellationToken);
        lock (_coupons)
        {
            count();
        }

        await Task.Delay(_latency, _clock, cancellationToken);
    }

    private int FirstAtOrBefore(long second)
    {
        int low = 0, high = _coupons.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _coupons[middle].Created > second ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>How reading went.</summary>
/// <param name="Size">How large the account is, as far as it was listed.</param>
/// <param name="Requests">The requests it took.</param>
/// <param name="Took">The time it took.</param>
/// <param name="Coupons">The coupons that were read.</param>
/// <param name="HasAllWanted">Whether those that are wanted and exist are among them.</param>
internal sealed record ListedReading(AccountSize? Size, long Requests, TimeSpan Took, long Coupons, bool HasAllWanted);
