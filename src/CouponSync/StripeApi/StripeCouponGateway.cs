using CouponSync.Coupons;
using CouponSync.Pushing.Retrying;
using CouponSync.Pushing.Throttling;
using Stripe;

namespace CouponSync.StripeApi;

/// <summary>The gateway to Stripe through Stripe.net. Retries and the throttle are in the handler chain below it.</summary>
internal sealed class StripeCouponGateway : ICouponGateway
{
    // A key whose stored answer is a failure is given up so many times before the change counts as failed.
    private const int MaxRounds = 3;

    private static readonly List<string> TermsOfOne = ["applies_to", "currency_options"];
    private static readonly List<string> TermsOfList = ["data.applies_to", "data.currency_options"];

    private readonly StripeClient _client;
    private readonly FailureTranslation _failures;
    private long _lastServerTime;

    /// <summary>Connects to an account.</summary>
    /// <param name="http">A client over the handler chain, without a time limit of its own.</param>
    /// <param name="apiKey">The key.</param>
    /// <param name="apiBase">The address, without a path.</param>
    /// <param name="failures">Puts what goes wrong into words.</param>
    public StripeCouponGateway(HttpClient http, string apiKey, string apiBase, FailureTranslation failures)
    {
        _failures = failures;
        _client = new StripeClient(new StripeClientOptions
        {
            ApiKey = apiKey,
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
    public Task<Answer<CouponPage>> ListAsync(CouponListQuery query, CancellationToken cancellationToken)
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

        return AskAsync(
            () => _client.V1.Coupons.ListAsync(options, null, cancellationToken),
            page => new CouponPage([.. page.Data.Select(c => CouponTranslation.Read(c, query.WithProducts))], page.HasMore),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Answer<RemoteCoupon?>> RetrieveAsync(string id, bool withProducts, CancellationToken cancellationToken)
    {
        var options = new CouponGetOptions { Expand = withProducts ? TermsOfOne : null };
        try
        {
            return await AskAsync(
                () => _client.V1.Coupons.GetAsync(Checked(id), options, null, cancellationToken),
                coupon => coupon.Deleted == true ? null : CouponTranslation.Read(coupon, withProducts),
                cancellationToken);
        }
        catch (StripeFailureException e) when (e.Failure is { Status: 404, Code: "resource_missing" })
        {
            return new Answer<RemoteCoupon?>(null, e.Failure.RequestId, "", e.Failure.Attempts);
        }
    }

    /// <inheritdoc/>
    public async Task<Answer<RemoteCoupon>> UpdateAsync(
        CouponPatch patch, string idempotencyKey, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await UpdateOnceAsync(patch, IdempotencyKeys.ForRound(idempotencyKey, round), cancellationToken);
            }
            catch (StripeFailureException e) when (e.Failure.IsReplayedFailure && round < MaxRounds)
            {
                // Stripe has stored a failure under this key. Whether it came before or after the write only a look at
                // the coupon can tell; sent again under a new key the update might be applied twice.
                var seen = await RetrieveAsync(patch.Id, withProducts: false, cancellationToken);
                if (seen.Value is { } coupon && patch.FindDifference(coupon) is null)
                {
                    return new Answer<RemoteCoupon>(
                        coupon, e.Failure.RequestId, seen.Json, e.Failure.Attempts + seen.Attempts, e.Failure.IdempotencyKey);
                }
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Answer<RemoteCoupon>> CreateAsync(
        NewCoupon coupon, string idempotencyKey, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await CreateOnceAsync(coupon, IdempotencyKeys.ForRound(idempotencyKey, round), cancellationToken);
            }
            catch (StripeFailureException e) when (e.Failure.IsReplayedFailure && round < MaxRounds)
            {
                // As with an update: only a look tells whether the stored failure came before or after the creation.
                var seen = await RetrieveAsync(coupon.Id, withProducts: true, cancellationToken);
                if (seen.Value is { } created)
                {
                    return new Answer<RemoteCoupon>(
                        created, e.Failure.RequestId, seen.Json, e.Failure.Attempts + seen.Attempts, e.Failure.IdempotencyKey);
                }
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                () => _client.V1.Coupons.DeleteAsync(Checked(id), null, null, cancellationToken),
                static deleted => deleted.Deleted == true,
                cancellationToken);
        }
        catch (StripeFailureException e) when (e.Failure is { Status: 404, Code: "resource_missing" })
        {
            return new Answer<bool>(false, e.Failure.RequestId, "", e.Failure.Attempts);
        }
    }

    /// <inheritdoc/>
    public Task<Answer<RemoteAccount>> GetAccountAsync(CancellationToken cancellationToken) => AskAsync(
        () => _client.V1.Accounts.GetSelfAsync(null, cancellationToken),
        static account => new RemoteAccount(account.Id),
        cancellationToken);

    private Task<Answer<RemoteCoupon>> CreateOnceAsync(
        NewCoupon coupon, string idempotencyKey, CancellationToken cancellationToken) => AskAsync(
        () => _client.V1.Coupons.CreateAsync(
            CouponTranslation.Write(coupon), new RequestOptions { IdempotencyKey = idempotencyKey }, cancellationToken),
        static created => CouponTranslation.Read(created, withProducts: true),
        cancellationToken);

    private Task<Answer<RemoteCoupon>> UpdateOnceAsync(
        CouponPatch patch, string idempotencyKey, CancellationToken cancellationToken)
    {
        // Metadata is assigned only when there is some: an assigned null would clear every key of the coupon.
        var options = new CouponUpdateOptions { Name = patch.Name };
        if (patch.Metadata.Count > 0)
        {
            options.Metadata = patch.Metadata.ToDictionary(static m => m.Key, static m => m.Value, StringComparer.Ordinal)!;
        }

        return AskAsync(
            () => _client.V1.Coupons.UpdateAsync(
                Checked(patch.Id), options, new RequestOptions { IdempotencyKey = idempotencyKey }, cancellationToken),
            static coupon => CouponTranslation.Read(coupon, withProducts: false),
            cancellationToken);
    }

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
        return AskAsync(
            () => _client.V1.Events.ListAsync(options, null, cancellationToken),
            static page => new EventPage([.. page.Data.Select(EventTranslation.Read).OfType<CouponEvent>()], page.Data.LastOrDefault()?.Id, page.HasMore),
            cancellationToken);
    }

    /// <inheritdoc/>
    public DateTimeOffset? LastServerTime =>
        Volatile.Read(ref _lastServerTime) is var seconds and > 0 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

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

    private async Task<Answer<TValue>> AskAsync<TEntity, TValue>(
        Func<Task<TEntity>> ask,
        Func<TEntity, TValue> read,
        CancellationToken cancellationToken)
        where TEntity : StripeEntity
    {
        using var trace = RequestTrace.Begin();
        try
        {
            var entity = await ask();
            var response = entity.StripeResponse;
            if (response.Date is { } date)
            {
                Volatile.Write(ref _lastServerTime, date.ToUnixTimeSeconds());
            }

            return new Answer<TValue>(read(entity), response.RequestId, response.Content, trace.Attempts, trace.IdempotencyKey)
            {
                ServerTime = response.Date,
                IsReplayed = trace.LastWasReplayed,
            };
        }
        catch (StripeException e)
        {
            throw new StripeFailureException(_failures.Translate(e, trace), e);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException
            || (e is OperationCanceledException and not AdmissionStoppedException && !cancellationToken.IsCancellationRequested))
        {
            throw new StripeFailureException(_failures.Translate(e, trace), e);
        }
        catch (Exception e) when (e is not OperationCanceledException && trace.LastAnswered)
        {
            // The client throws whatever its parser throws when valid JSON is not what the API answers.
            throw new StripeFailureException(FailureTranslation.TranslateUnreadable(trace), e);
        }
    }
}
