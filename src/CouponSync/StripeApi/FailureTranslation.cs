using CouponSync.Pushing.Retrying;
using Stripe;

namespace CouponSync.StripeApi;

/// <summary>Puts what goes wrong between us and Stripe into words, and says what it means for the run.</summary>
/// <param name="redact">Takes the key out of texts that came from elsewhere.</param>
/// <param name="apiBase">Where requests go.</param>
internal sealed class FailureTranslation(Func<string, string> redact, Uri apiBase)
{
    /// <summary>Translates a refusal by Stripe.</summary>
    public StripeFailure Translate(StripeException refusal, RequestTrace trace)
    {
        var status = (int)refusal.HttpStatusCode;
        var code = refusal.StripeError?.Code;
        var says = refusal.StripeError?.Message is { Length: > 0 } message
            ? Sentence(redact(message))
            : "The answer is not one of Stripe's API; is Stripe:ApiBase right?";
        return new StripeFailure
        {
            Code = code ?? refusal.StripeError?.Type ?? "invalid_answer",
            Message = status switch
            {
                401 => $"{says} Stripe does not accept the key; check that it is complete, not expired, and meant for this account.",
                403 => $"{says} The key lacks a permission; give the restricted key read and write access to coupons.",
                _ => says,
            },
            Status = status,
            RequestId = refusal.StripeResponse?.RequestId ?? trace.LastRequestId,
            Parameter = refusal.StripeError?.Param,
            Attempts = trace.Attempts,
            IdempotencyKey = trace.IdempotencyKey,
            IsReplayedFailure = trace.EndedInReplayedFailure,
            StopsRun = FailureClassifier.Classify(refusal.HttpStatusCode, code) == FailureClass.StopRun,
            MayPass = FailureClassifier.Classify(refusal.HttpStatusCode, code) == FailureClass.Retry,
        };
    }

    // Stripe ends some of its messages with a full stop and some without.
    private static string Sentence(string text) => text.TrimEnd() is [.., '.' or '!' or '?'] whole ? whole : text.TrimEnd() + ".";

    /// <summary>Translates an answer that the client could not make sense of.</summary>
    public static StripeFailure TranslateUnreadable(RequestTrace trace) => new()
    {
        Code = "invalid_answer",
        Message = "The answer is not one of Stripe's API; is Stripe:ApiBase right?",
        RequestId = trace.LastRequestId,
        Attempts = trace.Attempts,
        IdempotencyKey = trace.IdempotencyKey,
        MayPass = true,
    };

    /// <summary>Translates a failure that brought no answer.</summary>
    public StripeFailure Translate(Exception failure, RequestTrace trace)
    {
        var connection = (failure as RequestFailedException)?.Connection ?? ConnectionFailure.From(failure, apiBase);
        return new StripeFailure
        {
            Code = connection?.Kind.ToString().ToLowerInvariant() ?? "no_answer",
            Message = redact(connection?.Sentence ?? failure.Message),
            RequestId = trace.LastRequestId,
            Attempts = trace.Attempts,
            IdempotencyKey = trace.IdempotencyKey,
            // It was tried again and again by now: nobody is there, or no way leads there.
            StopsRun = FailureClassifier.Classify(failure) == FailureClass.StopRun
                || connection?.Kind is ConnectionFailureKind.Refused or ConnectionFailureKind.Unreachable,
            MayPass = true,
        };
    }
}
