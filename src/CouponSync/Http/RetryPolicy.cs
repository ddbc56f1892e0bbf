using System.Net;
using System.Text.Json;

namespace CouponSync.Http;

/// <summary>How one attempt ended, as far as retrying is concerned.</summary>
internal enum AttemptOutcome
{
    /// <summary>Done, or refused in a way that another attempt cannot change.</summary>
    Final,

    /// <summary>Failed in a way that may pass: 408, 409, 5xx, a connection lost or never made, a timeout.</summary>
    Failed,

    /// <summary>Refused with 429: too fast, too many at once, or the object is locked.</summary>
    Refused,

    /// <summary>The host was not found or not trusted; seldom passes.</summary>
    Unreachable,
}

/// <summary>What a failure means for the run, once the retries are spent.</summary>
internal enum FailureClass
{
    /// <summary>It may pass: another attempt, or another run, is worth while.</summary>
    Retry,

    /// <summary>It lies in this coupon: report it and go on with the others.</summary>
    SkipCoupon,

    /// <summary>Every other request would fail as well: stop, in order.</summary>
    StopRun,
}

/// <summary>What one attempt at a write says of whether the write was made.</summary>
internal enum WriteEffect
{
    /// <summary>This attempt did not make it. Whether an earlier one did, it does not say.</summary>
    None,

    /// <summary>It may have been made.</summary>
    Open,

    /// <summary>It was made.</summary>
    Made,

    /// <summary>
    /// It was not made, by no attempt under this idempotency key: the parameters are looked at behind the idempotency
    /// layer, which would have repeated the answer of an attempt that had made it.
    /// </summary>
    NotMade,
}

/// <summary>What one attempt came to.</summary>
/// <param name="Outcome">Whether there may be another.</param>
/// <param name="Class">What it means for the run when it was the last.</param>
/// <param name="Effect">Whether the write was made.</param>
internal readonly record struct AttemptVerdict(AttemptOutcome Outcome, FailureClass Class, WriteEffect Effect);

/// <summary>
/// The one table of what an answer, or the lack of one, means: for the retry, for the run, and for whether a write was
/// made. Pure. It goes by status and code, not by Stripe's <c>type</c>, which is not consistent. Sources:
/// https://docs.stripe.com/error-low-level, https://docs.stripe.com/api/idempotent_requests and Stripe's SDKs, which let
/// <c>Stripe-Should-Retry</c> override every rule by status.
/// </summary>
internal static class RetryPolicy
{
    private const string ShouldRetryHeader = "Stripe-Should-Retry";
    private const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>Says what an answer of Stripe means.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">Stripe's error code, or its error type where there is none; null when the answer is no error of Stripe's.</param>
    public static AttemptVerdict Of(HttpStatusCode status, string? code) => ((int)status, code) switch
    {
        ( >= 200 and < 300, _) => new(AttemptOutcome.Final, FailureClass.SkipCoupon, WriteEffect.Made),
        // Stripe redirects nobody: whoever does will do so with every request.
        ( >= 300 and < 400, _) or (401 or 403, _) => new(AttemptOutcome.Final, FailureClass.StopRun, WriteEffect.None),
        // An earlier request of ours under this key is being carried out at this moment.
        (_, "idempotency_key_in_use") => new(AttemptOutcome.Failed, FailureClass.Retry, WriteEffect.Open),
        (409, _) => new(AttemptOutcome.Failed, FailureClass.Retry, WriteEffect.None),
        (429, _) or (_, "lock_timeout" or "rate_limit") => new(AttemptOutcome.Refused, FailureClass.Retry, WriteEffect.None),
        (408 or >= 500, _) => new(AttemptOutcome.Failed, FailureClass.Retry, WriteEffect.Open),
        (_, "api_key_expired" or "platform_api_key_expired" or "account_invalid") =>
            new(AttemptOutcome.Final, FailureClass.StopRun, WriteEffect.None),
        // The coupon that exists may be the one an earlier attempt created; and other parameters under the same key say nothing of the first.
        (_, null or "resource_already_exists" or "idempotency_error") =>
            new(AttemptOutcome.Final, FailureClass.SkipCoupon, WriteEffect.None),
        (400 or 404, _) => new(AttemptOutcome.Final, FailureClass.SkipCoupon, WriteEffect.NotMade),
        _ => new(AttemptOutcome.Final, FailureClass.SkipCoupon, WriteEffect.None),
    };

    /// <summary>Says what an answer means, its headers included.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="body">Its body.</param>
    public static AttemptVerdict Of(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var verdict = Of(response.StatusCode, response.IsSuccessStatusCode ? null : CodeOf(body));
        return Header(response, ShouldRetryHeader) switch
        {
            "false" => verdict with { Outcome = AttemptOutcome.Final },
            _ when IsReplayedFailure(response) => verdict with { Outcome = AttemptOutcome.Final },
            "true" when !response.IsSuccessStatusCode && verdict.Outcome == AttemptOutcome.Final =>
                verdict with { Outcome = AttemptOutcome.Failed },
            _ => verdict,
        };
    }

    /// <summary>Says what an attempt means that brought no answer.</summary>
    /// <param name="failure">What it threw; not the caller's own cancellation.</param>
    public static AttemptVerdict Of(Exception failure)
    {
        var kind = failure is RequestFailedException failed ? failed.Connection.Kind : ConnectionFailure.KindOf(failure);
        var effect = ConnectionFailure.IsBeforeSending(failure) ? WriteEffect.None : WriteEffect.Open;
        return kind switch
        {
            null => new(AttemptOutcome.Final, FailureClass.StopRun, effect),
            ConnectionFailureKind.Dns or ConnectionFailureKind.Tls => new(AttemptOutcome.Unreachable, FailureClass.StopRun, effect),
            // Tried again and again by the time it counts: nobody is there, or no way leads there.
            ConnectionFailureKind.Proxy or ConnectionFailureKind.Refused or ConnectionFailureKind.Unreachable =>
                new(AttemptOutcome.Failed, FailureClass.StopRun, effect),
            _ => new(AttemptOutcome.Failed, FailureClass.Retry, effect),
        };
    }

    /// <summary>Whether an answer is the replay of a stored failure, as every further one under its key would be.</summary>
    public static bool IsReplayedFailure(HttpResponseMessage response) =>
        (int)response.StatusCode >= 500 && IsReplayed(response);

    /// <summary>Whether an answer comes out of Stripe's store of idempotent requests.</summary>
    public static bool IsReplayed(HttpResponseMessage response) => Header(response, ReplayedHeader) == "true";

    /// <summary>Whether a request may be sent twice: a read or a deletion always, a POST only when Stripe can
    /// recognise it by its idempotency key.</summary>
    public static bool MayRepeat(HttpMethod method, string? idempotencyKey) =>
        method != HttpMethod.Post || !string.IsNullOrEmpty(idempotencyKey);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First().Trim() : null;

    // {"error":{"type":"...","code":"..."}}; what a proxy answers in Stripe's place is something else.
    private static string? CodeOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var json = JsonElement.ParseValue(ref reader);
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                ? Text(error, "code") ?? Text(error, "type") ?? ""
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second of half of a character in a text.
            return null;
        }

        static string? Text(JsonElement error, string name) =>
            error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
