using CouponSync.Coupons;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Remote;

/// <summary>
/// Walks the list of coupons in several windows of <c>created</c> at once. One cursor waits for every answer: at
/// 200 ms a page it reaches 5 of 25 requests a second. Whoever drives the walk starts a page as long as
/// <see cref="TryStart"/> gives one, awaits any, and hands it to <see cref="Take"/>; one thread at a time.
/// </summary>
/// <remarks>
/// <para>There are as many walkers as the allowed rate times the latency asks for. An idle one gets the older part of
/// the largest remaining window. Where to cut is reckoned from the density of the last pages, not halfway in time: a
/// list that is dense in one hour and empty for years is cut inside that hour. A cut costs a request at most when
/// there is nothing behind it, and a page that is not full; <see cref="MostExtra"/> bounds both.</para>
/// <para>A window is bounded by whole seconds, so a coupon belongs to exactly one. What exists throughout the walk is
/// read exactly once: cursors pass over what is created or deleted beside them. If the coupon of a cursor itself has
/// gone, its window begins again at the last second it saw; coupons of that second replace themselves. A second of
/// several pages is read by one cursor: Stripe creates no more than about a page of coupons in one.</para>
/// </remarks>
/// <param name="gateway">Stripe.</param>
/// <param name="options">How many walkers there may be.</param>
/// <param name="request">What is wanted.</param>
/// <param name="log">The log.</param>
internal sealed class WindowedWalk(ICouponGateway gateway, WalkOptions options, FetchRequest request, ILogger log)
{
    /// <summary>The windows opened, as a part of the pages: each costs one request more or less.</summary>
    public const double MostExtra = 0.045;

    // Each restart needs a deletion at the very cursor; this many in one walk mean that something else is wrong.
    private const int MaxRestarts = 100;

    // A window with less left is finished sooner than split.
    private const double LeastPagesToSplit = 4;
    private const double LeastPagesBelieved = 32;
    private const double FewestPagesAhead = 8;
    private const double MostPagesAhead = 64;

    private readonly CreatedWindow _first = CreatedWindow.All(request.CreatedFrom);
    private readonly List<CreatedWindow> _windows = [];
    private TimeSpan _latency = TimeSpan.MaxValue;
    private long _answered;
    private double _yield;
    private int _busy;
    private int _splits;
    private bool _isPlain;

    /// <summary>Requests started.</summary>
    public long Requests { get; private set; }

    /// <summary>Different coupons read.</summary>
    public long Coupons { get; private set; }

    /// <summary>How often a cursor's coupon had gone.</summary>
    public int Restarts { get; private set; }

    /// <summary>Whether a page was answered.</summary>
    public bool HasBegun => _answered > 0;

    /// <summary>Whether all of the list was read.</summary>
    public bool IsComplete => _first.IsDone && _windows.TrueForAll(static w => w.IsDone);

    private int Walkers => _latency == TimeSpan.MaxValue
        ? 1
        : (int)Math.Clamp(Math.Ceiling(options.RequestsPerSecond * _latency.TotalSeconds * 1.2), 1, options.MaxInFlight);

    /// <summary>Starts reading a page, if there is one to read and a walker for it.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The page; null when nothing can be started before another page is taken.</returns>
    public Task<WalkedPage>? TryStart(CancellationToken cancellationToken)
    {
        var window = _busy < Walkers ? NextIdle() ?? OpenAnother() : null;
        if (window is null)
        {
            return null;
        }

        window.IsBusy = true;
        _busy++;
        Requests++;
        return AskAsync(window, window.Query(request.WithProducts), cancellationToken);
    }

    /// <summary>Notes how much that is wanted a page brought, so that better places are read first.</summary>
    /// <param name="answer">The page.</param>
    /// <param name="hits">The wanted coupons it brought.</param>
    /// <param name="yield">How many a page brings on average.</param>
    public void Rate(WalkedPage answer, int hits, double yield)
    {
        answer.Window.Rate(hits);
        _yield = yield;
    }

    /// <summary>Takes an answered page.</summary>
    /// <returns>The coupons read with it.</returns>
    /// <exception cref="StripeFailureException">Stripe refused the page.</exception>
    public IReadOnlyList<RemoteCoupon> Take(WalkedPage answer)
    {
        answer.Window.IsBusy = false;
        _busy--;
        _latency = answer.Took < _latency ? answer.Took : _latency;
        if (answer.Failure is { } failure)
        {
            Recover(answer, failure);
            return [];
        }

        _answered++;
        if (_isPlain && answer.Window != _first)
        {
            // It was asked for before windows were given up; the plain walk comes by there itself.
            return [];
        }

        var coupons = answer.Window.Take(answer.Page!);
        Coupons += coupons.Count;
        return coupons;
    }

    private IEnumerable<CreatedWindow> AllWindows => _windows.Prepend(_first);

    private CreatedWindow? NextIdle()
    {
        // The newest first: what is wanted is mostly new, and then the old ones need never be read. Where nothing that
        // is wanted was found lately, nothing is read as long as there are better places.
        CreatedWindow? next = null;
        var isFertileElsewhere = false;
        foreach (var window in AllWindows)
        {
            isFertileElsewhere |= !window.IsDone && !IsBarren(window);
            if (!window.IsDone && !window.IsBusy && (next is null || IsBetter(window, next)))
            {
                next = window;
            }
        }

        return next is not null && isFertileElsewhere && IsBarren(next) ? null : next;
    }

    private bool IsBetter(CreatedWindow window, CreatedWindow other) =>
        IsBarren(window) != IsBarren(other)
            ? IsBarren(other)
            : (window.To ?? long.MaxValue) > (other.To ?? long.MaxValue);

    // Three wanted ones should have come by now: by chance none comes once in twenty times.
    private bool IsBarren(CreatedWindow window) => window.BarrenPages * _yield >= 3;

    private CreatedWindow? OpenAnother()
    {
        if (_isPlain || IsComplete
            || _splits + 1 > MostExtra * Math.Max(options.LikelyPages, _answered)
            || !FetchPolicy.MaySplit(_splits, (Coupons / StripeLimits.PageSize) + 1))
        {
            return null;
        }

        var most = Math.Max(options.LikelyPages - _answered, LeastPagesBelieved);
        var largest = _first;
        var left = _first.PagesLeft(most);
        foreach (var window in _windows)
        {
            if (window.PagesLeft(most) is var pages && pages > left && !IsBarren(window))
            {
                (largest, left) = (window, pages);
            }
        }

        var ahead = Math.Clamp(Math.Max(options.LikelyPages, _answered) / (2.0 * Walkers), FewestPagesAhead, MostPagesAhead);
        if (left < LeastPagesToSplit || largest.Split(Math.Min(left / 2, ahead), most) is not { } older)
        {
            return null;
        }

        _splits++;
        _windows.RemoveAll(static w => w.IsDone);
        _windows.Add(older);
        return older;
    }

    private async Task<WalkedPage> AskAsync(CreatedWindow window, CouponListQuery query, CancellationToken cancellationToken)
    {
        var start = options.Time.GetTimestamp();
        try
        {
            var page = (await gateway.ListAsync(query, cancellationToken)).Value;
            return new WalkedPage(window, query, page, null, options.Time.GetElapsedTime(start));
        }
        catch (StripeFailureException e)
        {
            return new WalkedPage(window, query, null, e, options.Time.GetElapsedTime(start));
        }
    }

    private void Recover(WalkedPage answer, StripeFailureException exception)
    {
        var (query, failure) = (answer.Query, exception.Failure);
        if (IsLostCursor(failure, query) && Restarts < MaxRestarts)
        {
            Restarts++;
            var window = answer.Window;
            log.Warning(
                "The list's cursor {Coupon} has gone; reading goes on from coupons created at {Created}",
                query.StartingAfter, _isPlain ? "the beginning" : window.LastCreated);
            if (window.Cursor == query.StartingAfter)
            {
                window.Restart();
            }
        }
        else if (request.CreatedFrom is null && IsRefusedFilter(failure, query))
        {
            if (!_isPlain)
            {
                log.Information("Stripe refuses the filter created ({Reason}); the list is read with one cursor", failure.Message);
            }

            _isPlain = true;
            _windows.Clear();
            _first.Widen();
        }
        else
        {
            throw exception;
        }
    }

    private static bool IsLostCursor(StripeFailure failure, CouponListQuery query) =>
        query.StartingAfter is not null && failure is { Status: 400 or 404, Code: "resource_missing" };

    private static bool IsRefusedFilter(StripeFailure failure, CouponListQuery query) =>
        (query.CreatedFrom is not null || query.CreatedTo is not null)
        && failure is { Status: 400, Parameter: not null }
        && failure.Parameter.StartsWith("created", StringComparison.Ordinal);
}

/// <summary>A page that was asked for, answered or refused.</summary>
/// <param name="Window">The window it is of.</param>
/// <param name="Query">What was asked.</param>
/// <param name="Page">The answer.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Took">How long the answer took.</param>
internal sealed record WalkedPage(
    CreatedWindow Window, CouponListQuery Query, CouponPage? Page, StripeFailureException? Failure, TimeSpan Took);
