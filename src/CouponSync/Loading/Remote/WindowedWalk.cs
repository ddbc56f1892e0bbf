using CouponSync.Coupons;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Loading.Remote;

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
/// gone, its window begins again at the last second it saw; coupons of that second replace themselves.</para>
/// <para>A second with a great many coupons cannot be cut by time. When walkers are idle, more of them go into it, each
/// behind a coupon that is wanted and not read yet: by then nearly all such coupons are of that second. One that is
/// of another, or does not exist, costs a request. See <see cref="SharedSecond"/>.</para>
/// </remarks>
/// <param name="gateway">Stripe.</param>
/// <param name="options">How many walkers there may be.</param>
/// <param name="request">What is wanted.</param>
/// <param name="isUnread">Whether the coupon of a wanted id was not read yet.</param>
/// <param name="log">The log.</param>
internal sealed class WindowedWalk(
    ICouponGateway gateway, WalkOptions options, FetchRequest request, Func<string, bool> isUnread, ILogger log)
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

    // So many pages of one second tell that there are more of it, if not how many.
    private const int LeastPagesInSecond = 2;

    private readonly CreatedWindow _first = CreatedWindow.All(request.CreatedFrom);
    private readonly List<CreatedWindow> _windows = [];
    private readonly CursorCandidates _candidates = new(request.Ids, request.Count, isUnread);
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

        if (answer.Window.IsAstray)
        {
            Settle(answer.Window, answer.Page!);
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

    // A second that many coupons share takes longest, since it is hard to divide.
    private bool IsBetter(CreatedWindow window, CreatedWindow other) =>
        IsBarren(window) != IsBarren(other) ? IsBarren(other)
        : IsCrowded(window) != IsCrowded(other) ? IsCrowded(window)
        : (window.To ?? long.MaxValue) > (other.To ?? long.MaxValue);

    private static bool IsCrowded(CreatedWindow window) =>
        (window.PagesInSecond >= LeastPagesInSecond || window.Shared is not null) && window.BarrenPages == 0;

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

        if (IsCrowded(largest) && largest.Split(0, most) is { } behind)
        {
            return Open(behind);
        }

        var ahead = Math.Clamp(Math.Max(options.LikelyPages, _answered) / (2.0 * Walkers), FewestPagesAhead, MostPagesAhead);
        return left >= LeastPagesToSplit && largest.Split(Math.Min(left / 2, ahead), most) is { } older ? Open(older)
            : BeginWithinSecond() is { } within ? Open(within)
            : null;
    }

    private CreatedWindow Open(CreatedWindow window)
    {
        _splits++;
        _windows.RemoveAll(static w => w.IsDone);
        _windows.Add(window);
        return window;
    }

    private CreatedWindow? BeginWithinSecond()
    {
        var crowded = AllWindows.Where(static w => !w.IsDone && w.IsOneSecond && IsCrowded(w)).ToList();
        if (crowded.Count == 0)
        {
            return null;
        }

        // What is unread elsewhere is where a cursor would go astray.
        var left = Math.Max(0, options.LikelyPages - _answered);
        var elsewhere = AllWindows.Where(static w => !w.IsDone && !w.IsAstray && !IsCrowded(w))
            .Sum(w => w.PagesLeft(Math.Max(left, LeastPagesBelieved)));
        var pages = crowded.Max(static w => w.Shared?.Pages ?? w.PagesInSecond);
        var most = Math.Max(pages / LeastPagesInSecond, left / FewestPagesAhead);
        return elsewhere <= left / 2.0 && _busy < most && _candidates.Next() is { } cursor
            ? CreatedWindow.Behind(cursor, crowded.Min(static w => w.LastCreated!.Value), crowded.Max(static w => w.LastCreated!.Value))
            : null;
    }

    private void Settle(CreatedWindow window, CouponPage page)
    {
        var second = page.Coupons.Count > 0 ? page.Coupons[0].Created : (long?)null;
        if (AllWindows.FirstOrDefault(w => w.IsOneSecond && w.LastCreated == second && w != window && !w.IsAstray) is { } crowded)
        {
            window.Join(crowded.Share());
        }
        else
        {
            window.Dismiss();
        }
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
        if (answer.Window.IsDone)
        {
            // It was dismissed meanwhile.
            return;
        }

        if (answer.Window.IsAstray && failure.Status is 400 or 404)
        {
            // Nobody has a coupon of this id.
            answer.Window.Dismiss();
        }
        else if (IsLostCursor(failure, query) && Restarts < MaxRestarts)
        {
            Restarts++;
            var window = answer.Window;
            log.Warning(
                "The list's cursor {Coupon} has gone; reading goes on from coupons created at {Created}",
                query.StartingAfter, _isPlain ? "the beginning" : window.LastCreated);
            if (window.Cursor == query.StartingAfter)
            {
                foreach (var other in AllWindows.Where(w => w != window && w.Shared is not null && w.Shared == window.Shared))
                {
                    // It begins with the whole second again.
                    other.Dismiss();
                }

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
