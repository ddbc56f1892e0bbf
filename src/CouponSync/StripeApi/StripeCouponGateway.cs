using CouponSync.Coupons;
using CouponSync.Http;
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
    public Task<Answer<RemoteCoupon?>> RetrieveAsync(string id, bool withProducts, CancellationToken cancellationToken) =>
        RetrieveAsync(id, withProducts, null, cancellationToken);

    private async Task<Answer<RemoteCoupon?>> RetrieveAsync(
        string id, bool withProducts, Func<RequestTrace>? begin, CancellationToken cancellationToken)
    {
        var options = new CouponGetOptions { Expand = withProducts ? TermsOfOne : null };
        try
        {
            return await AskAsync(
                () => _client.V1.Coupons.GetAsync(Checked(id), options, null, cancellationToken),
                coupon => coupon.Deleted == true ? null : CouponTranslation.Read(coupon, withProducts),
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

        return WriteAsync(
            patch.Id,
            withProducts: false,
            write,
            name => _client.V1.Coupons.UpdateAsync(
                Checked(patch.Id), options, new RequestOptions { IdempotencyKey = name }, cancellationToken),
            (seen, _) => seen is not null && patch.FindDifference(seen) is null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Answer<RemoteCoupon>> CreateAsync(
        NewCoupon coupon, Func<RemoteCoupon, bool> isAsAsked, WriteRequest write, CancellationToken cancellationToken) => WriteAsync(
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
            return await AskAsync(
                () => _client.V1.Coupons.DeleteAsync(Checked(id), null, null, cancellationToken),
                static _ => true,
                cancellationToken,
                () => RequestTrace.Begin(isAnswer: json => ReadWritten(json, id) is { Deleted: true }, sending: write.Sending));
        }
        catch (StripeFailureException e) when (e.Failure is { Status: 404, Code: "resource_missing", MayHaveBeenMade: false })
        {
            // Somebody else's deletion. After an attempt of ours whose answer was lost nobody can tell: a deletion has no key.
            return new Answer<bool>(false, e.Failure.RequestId, "", e.Failure.Attempts);
        }
    }

    /// <inheritdoc/>
    public Task<Answer<RemoteAccount>> GetAccountAsync(CancellationToken cancellationToken) => AskAsync(
        () => _client.V1.Accounts.GetSelfAsync(null, cancellationToken),
        static account => new RemoteAccount(account.Id),
        cancellationToken);

    // One write under one key, and under the next when Stripe's answer under that key is not about now: a stored failure,
    // which may have come before the write or after it, or what an earlier run was answered. Only a look at the coupon can
    // tell; sent again under a new key without it the write might be made twice.
    private async Task<Answer<RemoteCoupon>> WriteAsync(
        string id,
        bool withProducts,
        WriteRequest write,
        Func<string, Task<Coupon>> send,
        Func<RemoteCoupon?, bool, bool> holds,
        CancellationToken cancellationToken)
    {
        var key = write.Key;
        var wasMade = false;
        for (var round = 1; ; round++)
        {
            Answer<RemoteCoupon>? answer = null;
            StripeFailure? stored = null;
            try
            {
                answer = await AskAsync(
                    () => send(key),
                    coupon => CouponTranslation.Read(coupon, withProducts),
                    cancellationToken,
                    () => RequestTrace.Begin(isAnswer: json => ReadWritten(json, id) is { Metadata: not null }, sending: write.Sending));
                if (!answer.IsReplayed || !write.IsKeyUsed || round == MaxRounds)
                {
                    return answer;
                }
            }
            catch (StripeFailureException e) when (e.Failure.IsReplayedFailure && round < MaxRounds)
            {
                stored = e.Failure;
            }
            catch (StripeFailureException e) when (wasMade && !e.Failure.MayHaveBeenMade)
            {
                throw new StripeFailureException(e.Failure with { MayHaveBeenMade = true }, e);
            }

            var seen = await LookAsync(id, withProducts, key, (stored?.Attempts ?? answer?.Attempts) ?? 0, cancellationToken);
            if (holds(seen.Value, answer is not null))
            {
                return answer ?? new Answer<RemoteCoupon>(
                    seen.Value!, stored!.RequestId, seen.Json, stored.Attempts + seen.Attempts, stored.IdempotencyKey);
            }

            wasMade |= answer is not null;
            // Each answer has a request id of its own, also a replayed one: no earlier run can have used this key.
            key = answer is null ? IdempotencyKeys.ForRound(write.Key, round + 1) : $"{write.Key}-after-{answer.RequestId}";
        }
    }

    // The look is part of the write: without it, it is not known what became of that.
    private async Task<Answer<RemoteCoupon?>> LookAsync(
        string id, bool withProducts, string key, int attempts, CancellationToken cancellationToken)
    {
        try
        {
            return await RetrieveAsync(id, withProducts, static () => RequestTrace.Begin(settlesWrite: true), cancellationToken);
        }
        catch (StripeFailureException e)
        {
            throw new StripeFailureException(
                e.Failure with { MayHaveBeenMade = true, IdempotencyKey = key, Attempts = e.Failure.Attempts + attempts }, e);
        }
        catch (OperationCanceledException e)
        {
            using var nothing = RequestTrace.Begin();
            throw new StripeFailureException(
                FailureTranslation.TranslateInterrupted(nothing) with { MayHaveBeenMade = true, IdempotencyKey = key, Attempts = attempts }, e);
        }
    }

    // What Stripe answers to a write of a coupon; null when it is something else, which is no answer then.
    private static Coupon? ReadWritten(string json, string id)
    {
        try
        {
            return StripeEntity.FromJson<Coupon>(json) is { Object: "coupon" } coupon && coupon.Id == id ? coupon : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The client throws whatever its parser throws when valid JSON is not what the API answers.
            return null;
        }
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
        CancellationToken cancellationToken,
        Func<RequestTrace>? begin = null)
        where TEntity : StripeEntity
    {
        using var trace = begin?.Invoke() ?? RequestTrace.Begin();
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
                IsOfEarlierCall = trace is { LastWasReplayed: true, WasOpen: false },
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
        catch (OperationCanceledException e) when (trace.MayHaveBeenMade)
        {
            throw new StripeFailureException(FailureTranslation.TranslateInterrupted(trace), e);
        }
        catch (Exception e) when (e is not OperationCanceledException && trace is { LastAnswered: true, IsUnderWay: false, IsWithheld: false })
        {
            // The client throws whatever its parser throws when valid JSON is not what the API answers.
            throw new StripeFailureException(FailureTranslation.TranslateUnreadable(trace), e);
        }
    }
}
