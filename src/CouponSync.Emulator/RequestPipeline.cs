using System.Security.Cryptography;
using System.Text;

namespace CouponSync.Emulator;

/// <summary>
/// A request's way through the emulator: who calls, the limits, idempotency, the endpoint; and the scripted faults at
/// each of these points.
/// </summary>
internal sealed class RequestPipeline(EmulatorParts parts)
{
    private const int IdempotencyKeyLength = 255;

    private readonly Authorization _authorization = new(parts.Options);
    private readonly CouponEndpoints _coupons = new(parts.Options, parts.Ids);

    /// <summary>Answers a request, and notes it.</summary>
    /// <exception cref="ConnectionDroppedException">A scripted fault dropped the connection.</exception>
    public async Task<EmulatorResponse> SendAsync(EmulatorRequest request, CancellationToken cancellationToken)
    {
        var exchange = new Exchange(request, parts.Ids.Next("req_", 14), parts.Time.GetUtcNow());
        parts.Counters.Begin();
        try
        {
            return await AnswerAsync(exchange, cancellationToken);
        }
        finally
        {
            var logged = exchange.ToLog(Encoding.UTF8.GetString(request.Body.Span));
            parts.Counters.End(logged);
            parts.Log.Add(logged);
        }
    }

    private async Task<EmulatorResponse> AnswerAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var refused = TryIdentify(exchange, out var caller);
        var faults = Draw(FaultStage.Edge, exchange);
        if (Has(faults, FaultKind.DropBefore))
        {
            throw new ConnectionDroppedException(afterEffect: false);
        }

        if (caller is not null)
        {
            refused = Has(faults, FaultKind.Unauthorized) ? Authorization.InvalidKey(caller.Key)
                : Has(faults, FaultKind.Forbidden)
                    ? _authorization.LacksPermission(caller.Key, exchange.Route.Permission ?? "rak_coupon_read")
                : null;
        }

        if (refused is not null || caller is null)
        {
            return Respond(exchange, exchange.Refuse(refused ?? Authorization.InvalidKey(string.Empty)), faults);
        }

        if (faults.FirstOrDefault(static rule => rule.Kind == FaultKind.RateLimited) is { } limited)
        {
            return Respond(exchange, RefuseByLimit(exchange, limited.Reason), faults);
        }

        var mode = parts.Mode(caller.Livemode);
        var endpoint = exchange.Route.Endpoint;
        if (mode.Gate.TryEnter(endpoint, parts.Time.GetTimestamp(), parts.Limits) is { } reason)
        {
            return Respond(exchange, RefuseByLimit(exchange, reason), faults);
        }

        Answer answer;
        try
        {
            if (Has(faults, FaultKind.Hang))
            {
                await WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            answer = await ExecuteAsync(exchange, mode.Account, faults, cancellationToken);
            await WaitAsync(DelayOf(faults, FaultKind.SlowAfter), cancellationToken);
            if (Has(faults, FaultKind.HangAfter))
            {
                await WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        }
        finally
        {
            mode.Gate.Leave(endpoint);
        }

        return Has(faults, FaultKind.DropAfter)
            ? throw new ConnectionDroppedException(afterEffect: true)
            : Respond(exchange, answer, faults);
    }

    /// <summary>Finds out who calls, and whether they may: the caller, or the error that refuses them.</summary>
    private ApiError? TryIdentify(Exchange exchange, out Caller? caller)
    {
        caller = null;
        try
        {
            var identified = _authorization.Authenticate(exchange.Request);
            exchange.Livemode = identified.Livemode;
            _authorization.Demand(identified, exchange.Route.Permission);
            ResponseHeaders.CheckVersion(exchange.Request);
            caller = identified;
            return null;
        }
        catch (ApiErrorException refused)
        {
            return refused.Error;
        }
    }

    /// <summary>The idempotency layer, and what is below it.</summary>
    private async Task<Answer> ExecuteAsync(
        Exchange exchange, AccountMode account, IReadOnlyList<FaultRule> faults, CancellationToken cancellationToken)
    {
        FormParameters parameters;
        try
        {
            parameters = RequestParameters.Read(exchange);
        }
        catch (ApiErrorException refused)
        {
            return exchange.Refuse(refused.Error);
        }

        if (exchange.IdempotencyKey is not { } key)
        {
            return await CarryOutAsync(exchange, account, parameters, faults, cancellationToken);
        }

        if (key.Length > IdempotencyKeyLength)
        {
            return exchange.Refuse(ApiError.Invalid(
                $"Idempotency keys can have up to {IdempotencyKeyLength} characters, but you passed in a key that is "
                + $"{key.Length} characters.",
                null));
        }

        var asked = new IdempotencyRecord(
            exchange.Route.Path,
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(parameters.Canonical()))),
            exchange.RequestId,
            exchange.StartedAt.ToUnixTimeMilliseconds());
        switch (account.Idempotency.Begin(key, asked, out var found))
        {
            case IdempotencyVerdict.InUse:
                return exchange.Refuse(new ApiError(
                    409,
                    "There is currently another in-progress request using this Idempotent Key (that probably means you "
                    + "submitted twice, and the other request is still going through): "
                    + $"{key}. Please try again later.",
                    "idempotency_key_in_use"));
            case IdempotencyVerdict.OtherParameters:
                return exchange.Refuse(new ApiError(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                    + $"Try using a key other than '{key}' if you meant to execute a different request.",
                    Type: "idempotency_error"));
            case IdempotencyVerdict.OtherEndpoint:
                return exchange.Refuse(new ApiError(
                    400,
                    "Keys for idempotent requests can only be used for the same endpoint they were first used for "
                    + $"('{exchange.Route.Path}' vs '{found.Path}'). Try using a key other than '{key}' if you meant to "
                    + "execute a different request.",
                    Type: "idempotency_error"));
            case IdempotencyVerdict.Replay:
                exchange.IsReplayed = true;
                exchange.OriginalRequestId = found.RequestId;
                await WaitAsync(parts.Latency + DelayOf(faults, FaultKind.Slow), cancellationToken);
                return found.Answer!;
        }

        Answer? remembered = null;
        try
        {
            var answer = await CarryOutAsync(exchange, account, parameters, faults, cancellationToken);
            remembered = answer.IsRemembered && (!answer.IsRefusal || parts.Options.IdempotencyRemembersRefusals)
                ? answer
                : null;
            return answer;
        }
        finally
        {
            account.Idempotency.End(key, remembered);
        }
    }

    private async Task<Answer> CarryOutAsync(
        Exchange exchange,
        AccountMode account,
        FormParameters parameters,
        IReadOnlyList<FaultRule> faults,
        CancellationToken cancellationToken)
    {
        await WaitAsync(parts.Latency + DelayOf(faults, FaultKind.Slow), cancellationToken);
        if (Draw(FaultStage.Before, exchange) is [var before, ..])
        {
            return Fail(exchange, before);
        }

        Answer answer;
        try
        {
            answer = Handle(exchange, account, parameters);
        }
        catch (ApiErrorException refused)
        {
            return exchange.Refuse(refused.Error);
        }

        exchange.Applied = exchange.Route.IsWrite;
        return Draw(FaultStage.After, exchange) is [var after, ..] ? Fail(exchange, after) : answer;
    }

    private Answer Handle(Exchange exchange, AccountMode account, FormParameters parameters)
    {
        var request = new RequestContext(
            account,
            exchange.Route,
            new ParameterReader(parameters.Root),
            exchange.RequestId,
            exchange.Request.Header("Idempotency-Key"),
            parts.Time.GetUtcNow());
        return exchange.Route.Operation switch
        {
            Operation.ListCoupons => CouponEndpoints.List(request),
            Operation.CreateCoupon => _coupons.Create(request),
            Operation.RetrieveCoupon => _coupons.Retrieve(request),
            Operation.UpdateCoupon => _coupons.Update(request),
            Operation.DeleteCoupon => CouponEndpoints.Delete(request),
            Operation.ListEvents => EventEndpoints.List(request),
            Operation.RetrieveEvent => EventEndpoints.Retrieve(request),
            Operation.RetrieveAccount => AccountEndpoint.Retrieve(request, parts.Options),
            _ => throw new ApiErrorException(ApiError.UnrecognizedUrl(exchange.Request.Method, exchange.Route.Path)),
        };
    }

    private static Answer Fail(Exchange exchange, FaultRule rule) => rule.Kind switch
    {
        FaultKind.LockTimeout => exchange.Refuse(ApiError.LockTimeout()) with { ShouldRetry = true },
        FaultKind.LockConflict => exchange.Refuse(ApiError.LockTimeout() with { Status = 409 }) with { ShouldRetry = true },
        FaultKind.Conflict => exchange.Refuse(new ApiError(
            409, "This object is currently being changed by another request. Please try again later.")),
        _ => exchange.Refuse(ApiError.Server(rule.Status)) with { IsRemembered = rule.IsRemembered },
    };

    private static Answer RefuseByLimit(Exchange exchange, string? reason)
    {
        exchange.RateLimitedReason = reason;
        var isConcurrency = reason is RequestGate.GlobalConcurrency or RequestGate.EndpointConcurrency;
        return exchange.Refuse(ApiError.RateLimited(isConcurrency)) with { RateLimitedReason = reason };
    }

    private EmulatorResponse Respond(Exchange exchange, Answer answer, IReadOnlyList<FaultRule> faults)
    {
        exchange.Status = answer.Status;
        if (exchange.Fault?.ShouldRetry is { } shouldRetry && !exchange.IsReplayed)
        {
            answer = answer with { ShouldRetry = shouldRetry };
        }

        var response = ResponseHeaders.Wrap(exchange, answer, parts.Options.ApiVersion, parts.Time.GetUtcNow());
        return faults.FirstOrDefault(static rule => !rule.IsWait) is { } fault ? BodyFaults.Apply(fault.Kind, response) : response;
    }

    private IReadOnlyList<FaultRule> Draw(FaultStage stage, Exchange exchange)
    {
        var drawn = parts.Faults.Draw(stage, exchange.Request.Method, exchange.Route, exchange.Livemode);
        exchange.Fault = drawn.FirstOrDefault(static rule => !rule.IsWait)
            ?? exchange.Fault
            ?? (drawn is [var wait, ..] ? wait : null);
        return drawn;
    }

    private Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        delay == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(delay, parts.Time, cancellationToken);

    private static bool Has(IReadOnlyList<FaultRule> faults, FaultKind kind) => faults.Any(rule => rule.Kind == kind);

    private static TimeSpan DelayOf(IReadOnlyList<FaultRule> faults, FaultKind kind) =>
        TimeSpan.FromTicks(faults.Where(rule => rule.Kind == kind).Sum(static rule => rule.Delay.Ticks));
}
