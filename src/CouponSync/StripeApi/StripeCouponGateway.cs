using CouponSync.Coupons;
using CouponSync.Http;
using CouponSync.Settings;
using Stripe;

namespace CouponSync.StripeApi;

/// <summary>The gateway to Stripe through Stripe.net. Retries and the throttle are in the handler chain below it.</summary>
internal sealed class StripeCouponGateway : ICouponGateway
{
    private static readonly List<string> TermsOfOne = ["applies_to", "currency_options"];
    private static readonly List<string> TermsOfList = ["data.applies_to", "data.currency_options"];

    private readonly StripeClient _client;
    private readonly StripeCalls _calls;
    private readonly CouponWrites _writes;
    private readonly bool _livemode;

    /// <summary>Connects to an account.</summary>
    /// <param name="http">A client over the handler chain, without a time limit of its own.</param>
    /// <param name="key">The key.</param>
    /// <param name="connectedAccount">The connected account that it acts for; null for its own.</param>
    /// <param name="apiBase">The address, without a path.</param>
    /// <param name="failures">Puts what goes wrong into words.</param>
    public StripeCouponGateway(HttpClient http, ApiKey key, string? connectedAccount, string apiBase, FailureTranslation failures)
    {
        _calls = new StripeCalls(failures);
        _livemode = key.Livemode;
        _writes = new CouponWrites(_calls, _livemode, RetrieveAsync);
        _client = new StripeClient(new StripeClientOptions
        {
            ApiKey = key.Secret,
            StripeAccount = connectedAccount,
            ApiBase = apiBase.TrimEnd('/'),
            // One place retries, and it is not this one: this one's waits cannot be cancelled.
            HttpClient = new SystemNetHttpClient(http, maxNetworkRetries: 0, Application, enableTelemetry: false),
        });
    }

    private static AppInfo Application { get; } = new()
    {
        Name = "CouponSync",
        Version = typeof(StripeCouponGateway).Assembly.GetName().Version?.ToString(3),
    };

    /// <inheritdoc/>
    public async Task<Answer<CouponPage>> ListAsync(CouponListQuery query, CancellationToken cancellationToken)
    {
        var options = new CouponListOptions
        {
            Limit = query.Limit,
            StartingAfter = query.StartingAfter,
            Expand = query.WithProducts ? TermsOfList : null,
        };
        if (query.CreatedFrom is not null || query.CreatedTo is not null)
        {
            options.Created = new DateRangeOptions
            {
                GreaterThanOrEqual = Date(query.CreatedFrom),
                LessThanOrEqual = Date(query.CreatedTo),
            };
        }

        try
        {
            return await _calls.AskAsync(
                () => _client.V1.Coupons.ListAsync(options, null, cancellationToken),
                page => CouponListTranslation.Read(page, query.WithProducts, _livemode),
                cancellationToken);
        }
        catch (StripeFailureException e) when (e.Failure.Status == 200
            && e.InnerException is StripeException { StripeResponse.Content: { } json }
            && CouponListTranslation.ReadOneByOne(json, query.WithProducts, _livemode) is { } page)
        {
            return new Answer<CouponPage>(page, e.Failure.RequestId, json, e.Failure.Attempts) { ServerTime = LastServerTime };
        }
    }

    /// <inheritdoc/>
    public Task<Answer<RemoteCoupon?>> RetrieveAsync(string id, bool withProducts, CancellationToken cancellationToken) =>
        RetrieveAsync(id, withProducts, null, cancellationToken);

    private async Task<Answer<RemoteCoupon?>> RetrieveAsync(
        string id, bool withProducts, Func<RequestTrace>? begin, CancellationToken cancellationToken)
    {
        var options = new CouponGetOptions { Expand = withProducts ? TermsOfOne : null };
        try
        {
            return await _calls.AskAsync(
                () => _client.V1.Coupons.GetAsync(Checked(id), options, null, cancellationToken),
                coupon => coupon.Deleted == true && coupon.Id == id ? null : CouponTranslation.ReadOf(id, coupon, withProducts, _livemode),
                cancellationToken,
                begin);
        }
        catch (StripeFailureException e) when (e.Failure is { Status: 404, Code: "resource_missing" })
        {
            return new Answer<RemoteCoupon?>(null, e.Failure.RequestId, "", e.Failure.Attempts);
        }
    }

    /// <inheritdoc/>
    public Task<Answer<RemoteCoupon>> UpdateAsync(CouponPatch patch, WriteRequest write, CancellationToken cancellationToken)
    {
        // Metadata is assigned only when there is some: an assigned null would clear every key of the coupon.
        var options = new CouponUpdateOptions { Name = patch.Name };
        if (patch.Metadata.Count > 0)
        {
            options.Metadata = patch.Metadata.ToDictionary(static m => m.Key, static m => m.Value, StringComparer.Ordinal)!;
        }

        var withCurrencies = patch.CurrencyOptions.Count > 0;
        if (withCurrencies)
        {
            options.CurrencyOptions = patch.CurrencyOptions.ToDictionary(
                static c => c.Key, static c => new CouponCurrencyOptionsOptions { AmountOff = c.Value }, StringComparer.Ordinal);
            options.Expand = ["applies_to", "currency_options"];
        }

        return _writes.SendAsync(
            patch.Id,
            withProducts: withCurrencies,
            write,
            name => _client.V1.Coupons.UpdateAsync(
                Checked(patch.Id), options, new RequestOptions { IdempotencyKey = name }, cancellationToken),
            (seen, _) => seen is not null && patch.FindDifference(seen) is null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Answer<RemoteCoupon>> CreateAsync(
        NewCoupon coupon, Func<RemoteCoupon, bool> isAsAsked, WriteRequest write, CancellationToken cancellationToken) => _writes.SendAsync(
        coupon.Id,
        withProducts: true,
        write,
        name => _client.V1.Coupons.CreateAsync(
            CouponTranslation.Write(coupon), new RequestOptions { IdempotencyKey = name }, cancellationToken),
        // One that was created for certain is ours whatever became of it since.
        (seen, wasMade) => seen is not null && (wasMade || isAsAsked(seen)),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<Answer<bool>> DeleteAsync(string id, WriteRequest write, CancellationToken cancellationToken)
    {
        try
        {
            return await _calls.AskAsync(
                () => _client.V1.Coupons.DeleteAsync(Checked(id), null, null, cancellationToken),
                static _ => true,
                cancellationToken,
                () => RequestTrace.Begin(findFault: json => _writes.FindFault(json, id, isDeletion: true), sending: write.Sending));
        }
        catch (StripeFailureException e) when (e.Failure is { Status: 404, Code: "resource_missing", MayHaveBeenMade: false })
        {
            // Somebody else's deletion. After an attempt of ours whose answer was lost nobody can tell: a deletion has no key.
            return new Answer<bool>(false, e.Failure.RequestId, "", e.Failure.Attempts);
        }
    }

    /// <inheritdoc/>
    public Task<Answer<RemoteAccount>> GetAccountAsync(CancellationToken cancellationToken) => _calls.AskAsync(
        () => _client.V1.Accounts.GetSelfAsync(null, cancellationToken),
        static account => account.Object == "account" && RemoteAccount.IsId(account.Id)
            ? new RemoteAccount(account.Id)
            : throw new InvalidDataException("It is no account with an id."),
        cancellationToken);

    /// <inheritdoc/>
    public Task<Answer<EventPage>> ListEventsAsync(EventListQuery query, CancellationToken cancellationToken)
    {
        var options = new EventListOptions
        {
            Limit = StripeLimits.PageSize,
            StartingAfter = query.StartingAfter,
            Types = EventTranslation.Types,
            Created = new DateRangeOptions { GreaterThanOrEqual = Date(query.CreatedFrom) },
        };
        return _calls.AskAsync(
            () => _client.V1.Events.ListAsync(options, null, cancellationToken),
            page => new EventPage([.. page.Data.Select(happened => EventTranslation.Read(happened, _livemode)).OfType<CouponEvent>()], page.Data.LastOrDefault()?.Id, page.HasMore),
            cancellationToken);
    }

    /// <inheritdoc/>
    public DateTimeOffset? LastServerTime => _calls.LastServerTime;

    // In a path these would name another endpoint: an update would become a creation.
    private static string Checked(string id) => id is "" or "." or ".."
        ? throw new StripeFailureException(new StripeFailure
        {
            Code = "invalid_id",
            Message = $"'{id}' cannot be a coupon's id.",
        })
        : id;

    private static DateTime? Date(long? seconds) =>
        seconds is { } value ? DateTimeOffset.FromUnixTimeSeconds(value).UtcDateTime : null;
}
