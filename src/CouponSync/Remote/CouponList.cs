using CouponSync.Coupons;
using CouponSync.Settings;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Remote;

/// <summary>
/// Reads the list of coupons in several windows of <c>created</c> at once. One cursor waits for every answer: at 200 ms
/// a page it reaches 5 of 25 requests a second. Whoever reads starts a page as long as <see cref="TryStart"/> gives one,
/// awaits any, and hands it to <see cref="Take"/>; one thread at a time.
/// </summary>
/// <remarks>
/// A window is bounded by whole seconds, so a coupon belongs to exactly one. What exists throughout is read exactly once:
/// cursors pass over what is created or deleted beside them. If the coupon of a cursor itself has gone, its window begins
/// again at the last second it saw; coupons of that second replace themselves. A second of several pages is read by one
/// cursor: Stripe creates about a page of coupons in one at most.
/// </remarks>
/// <param name="gateway">Stripe.</param>
/// <param name="throttle">What requests are allowed.</param>
/// <param name="request">What is wanted.</param>
/// <param name="time">The clock that latency is measured with.</param>
/// <param name="log">The log.</param>
internal sealed class CouponList(ICouponGateway gateway, ThrottleOptions throttle, FetchRequest request, TimeProvider time, ILogger log)
{
    // Each restart needs a deletion at the very cursor; this many in one reading mean that something else is wrong.
    private const int MaxRestarts = 100;

    // Each window costs about a request, since its last page is not full. So they are a tenth of the pages at most, none in
    // a small account, and a few more where the account turns out to be larger than anybody knew.
    private const int PagesPerWindow = 10;
    private const int FewestPagesForWindows = 32;
    private const int MoreWindows = 4;

    // A window with less before it is finished sooner than cut.
    private const double FewestPagesAhead = 8;

    private readonly List<CreatedWindow> _windows = [new(request.CreatedFrom, to: null)];
    private readonly long _likelyPages = request.Size?.Pages ?? (request.Count + StripeLimits.PageSize - 1) / StripeLimits.PageSize;
    private TimeSpan _latency = TimeSpan.MaxValue;
    private long _answered;
    private bool _isFiltered = true;

    /// <summary>How many pages were asked for.</summary>
    public long Asked { get; private set; }

    /// <summary>How many coupons were shown.</summary>
    public long Coupons { get; private set; }

    /// <summary>The coupons that the list names and that cannot be read from it.</summary>
    public HashSet<string> UnreadableIds { get; } = new(StringComparer.Ordinal);

    /// <summary>How many windows were cut off.</summary>
    public int Cuts { get; private set; }

    /// <summary>How often a cursor's coupon had gone.</summary>
    public int Restarts { get; private set; }

    /// <summary>Whether all of the list was read.</summary>
    public bool IsComplete => _windows.TrueForAll(static w => w.IsDone);

    // As many cursors as the allowed rate times the latency asks for, and a fifth more, since answers do not come evenly.
    private int Cursors => _latency == TimeSpan.MaxValue
        ? 1
        : (int)Math.Clamp(Math.Ceiling(Math.Min(throttle.AccountCeiling, throttle.EndpointCeiling) * _latency.TotalSeconds * 1.2), 1, throttle.MaxInFlight);

    /// <summary>Starts reading a page, where there is one to read and a cursor for it.</summary>
    /// <param name="maxCuts">How many windows may be cut off in all.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The page; null when nothing can be started before another page is taken.</returns>
    public Task<ListedPage>? TryStart(long maxCuts, CancellationToken cancellationToken)
    {
        // The newest first: what is wanted is mostly new, and then the old ones need never be read.
        var window = _windows.Count(static w => w.IsBusy) < Cursors
            ? _windows.Find(static w => w is { IsDone: false, IsBusy: false }) ?? CutOff(maxCuts)
            : null;
        if (window is null)
        {
            return null;
        }

        window.IsBusy = true;
        Asked++;
        return AskAsync(window, window.Query(request.WithProducts, _isFiltered), cancellationToken);
    }

    /// <summary>Takes an answered page.</summary>
    /// <returns>The coupons read with it.</returns>
    /// <exception cref="StripeFailureException">Stripe refused the page, or the list contradicts itself.</exception>
    public IReadOnlyList<RemoteCoupon> Take(ListedPage answer)
    {
        var (window, query) = (answer.Window, answer.Query);
        window.IsBusy = false;
        _latency = answer.Took < _latency ? answer.Took : _latency;
        if (answer.Failure is { } failure)
        {
            Recover(window, query, failure);
            return [];
        }

        _answered++;
        if (answer.Page!.Coupons is [{ } newest, ..] && query.CreatedTo < newest.Created)
        {
            GiveUpFilter($"it shows coupons created after {query.CreatedTo}");
        }

        if (!_windows.Contains(window))
        {
            // It was asked for before the filter was given up; the one cursor that is there now comes by itself.
            return [];
        }

        UnreadableIds.UnionWith(answer.Page.UnreadableIds);
        var coupons = window.Take(answer.Page);
        Coupons += coupons.Count;
        return coupons;
    }

    // Cuts where the last window has no end: so many pages ahead that all cursors are busy for a while. Where each has an
    // end, the largest is halved.
    private CreatedWindow? CutOff(long maxCuts)
    {
        var pages = Math.Max(_likelyPages, _answered);
        var most = (_answered < 2 * _likelyPages ? 0 : MoreWindows) + (pages < FewestPagesForWindows ? 0 : pages / PagesPerWindow);
        var ahead = Math.Max(_answered < _likelyPages ? FewestPagesAhead : FewestPagesForWindows, pages / (2.0 * Cursors));
        var largest = _windows.MaxBy(static w => w.PagesAhead)!;
        if (!_isFiltered || Cuts >= Math.Min(most, maxCuts) || largest.PagesAhead < FewestPagesAhead || largest.CutOff(ahead) is not { } older)
        {
            return null;
        }

        Cuts++;
        _windows.RemoveAll(static w => w.IsDone);
        _windows.Insert(_windows.IndexOf(largest) + 1, older);
        return older;
    }

    private async Task<ListedPage> AskAsync(CreatedWindow window, CouponListQuery query, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        try
        {
            var page = (await gateway.ListAsync(query, cancellationToken)).Value;
            return new ListedPage(window, query, page, null, time.GetElapsedTime(start));
        }
        catch (StripeFailureException e)
        {
            return new ListedPage(window, query, null, e, time.GetElapsedTime(start));
        }
    }

    private void Recover(CreatedWindow window, CouponListQuery query, StripeFailureException exception)
    {
        var failure = exception.Failure;
        if (query.StartingAfter is not null && failure is { Status: 400 or 404, Code: "resource_missing" } && Restarts < MaxRestarts)
        {
            Restarts++;
            log.Warning(
                "The list's cursor {Coupon} has gone; reading goes on from coupons created at {Created}",
                query.StartingAfter, _isFiltered ? window.LastCreated : "the beginning");
            window.Restart(_isFiltered);
        }
        else if ((query.CreatedFrom ?? query.CreatedTo) is not null && failure is { Status: 400, Parameter: { } parameter }
            && parameter.StartsWith("created", StringComparison.Ordinal))
        {
            GiveUpFilter(failure.Message);
        }
        else
        {
            throw exception;
        }
    }

    // Goes on with one cursor behind what the newest window has read; what others have read is read again.
    private void GiveUpFilter(string reason)
    {
        if (_isFiltered)
        {
            log.Information("Stripe refuses the filter created ({Reason}); the list is read with one cursor", reason);
            _isFiltered = false;
            var newest = _windows[0];
            _windows.Clear();
            _windows.Add(new CreatedWindow(request.CreatedFrom, to: null, newest.Cursor));
        }
    }
}

/// <summary>A page that was asked for, answered or refused.</summary>
/// <param name="Window">The window it is of.</param>
/// <param name="Query">What was asked.</param>
/// <param name="Page">The answer.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Took">How long the answer took.</param>
internal sealed record ListedPage(
    CreatedWindow Window, CouponListQuery Query, CouponPage? Page, StripeFailureException? Failure, TimeSpan Took);
