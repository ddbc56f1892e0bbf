using System.Net;
using System.Text.Json;
using CouponSync.Http;
using Stripe;

namespace CouponSync.StripeApi;

/// <summary>Puts what goes wrong between us and Stripe into words, and says what it means for the run.</summary>
/// <param name="redact">Takes the key out of texts that came from elsewhere.</param>
/// <param name="apiBase">Where requests go.</param>
internal sealed class FailureTranslation(Func<string, string> redact, Uri apiBase)
{
    private const string OddField = "A field of the answer is not of the type that Stripe's API gives it, so it cannot be read.";

    /// <summary>Translates a refusal by Stripe.</summary>
    public StripeFailure Translate(StripeException refusal, RequestTrace trace)
    {
        var status = (int)refusal.HttpStatusCode;
        var code = refusal.StripeError?.Code ?? refusal.StripeError?.Type;
        var says = refusal.StripeError?.Message is { Length: > 0 } message
            ? Sentence(message)
            : IsPage(refusal) ? ConnectionFailure.Page : HasOddField(refusal) ? OddField : ConnectionFailure.NotStripes;
        var verdict = RetryPolicy.Of(refusal.HttpStatusCode, code);
        return Redacted(Of(trace) with
        {
            Code = code ?? StripeFailure.InvalidAnswer,
            Message = status switch
            {
                >= 300 and < 400 => $"The answer is a redirect{Target(refusal)}; Stripe's API never sends such an answer: {ConnectionFailure.InBetween}.",
                // Whoever answered knows nothing of keys and permissions.
                _ when refusal.StripeError?.Message is null => says,
                401 => $"{says} Stripe does not accept the key; check that it is complete, not expired, and meant for this account.",
                403 when code == "account_invalid" => $"{says} Check --stripe-account (Stripe:Account), and that the key is the platform's.",
                403 => $"{says} The key lacks a permission; give the restricted key read and write access to coupons.",
                _ => says,
            },
            Status = status,
            RequestId = refusal.StripeResponse?.RequestId ?? trace.LastRequestId,
            Parameter = refusal.StripeError?.Param,
            IsReplayedFailure = trace.EndedInReplayedFailure,
            StopsRun = verdict.Class == FailureClass.StopRun,
            MayPass = verdict.Class == FailureClass.Retry,
        });
    }

    // Whoever answers may say what he was sent, in any field.
    private StripeFailure Redacted(StripeFailure failure) => failure with
    {
        Code = redact(failure.Code),
        Message = redact(failure.Message),
        RequestId = failure.RequestId is { } request ? redact(request) : null,
        Parameter = failure.Parameter is { } parameter ? redact(parameter) : null,
    };

    // Without a user, a password and a query, which may be secret.
    private string Target(StripeException refusal)
    {
        const int mostCharacters = 200;
        if (refusal.StripeResponse?.Headers?.Location is not { } location || !Uri.TryCreate(apiBase, location, out var address))
        {
            return "";
        }

        // Before it is cut.
        var shown = redact(address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));
        return $" to {(shown.Length > mostCharacters ? shown[..mostCharacters] + "…" : shown)}";
    }

    private static bool IsPage(StripeException refusal) => refusal.StripeResponse?.Content?.TrimStart() is ['<', ..];

    // An object of Stripe's, whose text the client could not read all the same.
    private static bool HasOddField(StripeException refusal)
    {
        try
        {
            using var document = JsonDocument.Parse(refusal.StripeResponse?.Content ?? "");
            return (int)refusal.HttpStatusCode is >= 200 and < 300
                && document.RootElement is { ValueKind: JsonValueKind.Object } answer
                && answer.TryGetProperty("object", out var type)
                && type.ValueKind == JsonValueKind.String;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second of half of a character in a name.
            return false;
        }
    }

    // Stripe ends some of its messages with a full stop and some without.
    private static string Sentence(string text) => text.TrimEnd() is [.., '.' or '!' or '?'] whole ? whole : text.TrimEnd() + ".";

    /// <summary>Translates an answer that the client could not make sense of.</summary>
    public static StripeFailure TranslateUnreadable(RequestTrace trace)
    {
        var status = trace.LastStatus ?? HttpStatusCode.OK;
        var meaning = RetryPolicy.Of(status, null).Class;
        return Of(trace) with
        {
            Status = (int)status,
            StopsRun = meaning == FailureClass.StopRun,
            MayPass = meaning == FailureClass.Retry,
        };
    }

    /// <summary>Translates a write that was given up while it was under way.</summary>
    public static StripeFailure TranslateInterrupted(RequestTrace trace) => Of(trace) with
    {
        Code = StripeFailure.Interrupted,
        Message = "It was given up before its answer came.",
    };

    /// <summary>Translates a failure that brought no answer.</summary>
    public StripeFailure Translate(Exception failure, RequestTrace trace)
    {
        var connection = (failure as RequestFailedException)?.Connection ?? ConnectionFailure.From(failure, apiBase);
        return Of(trace) with
        {
            Code = connection?.Kind switch
            {
                ConnectionFailureKind.Unreadable => StripeFailure.InvalidAnswer,
                { } kind => kind.ToString().ToLowerInvariant(),
                null => "no_answer",
            },
            Message = redact(connection?.Sentence ?? failure.Message),
            Status = ((failure as RequestFailedException)?.InnerException ?? failure) is UnreadableAnswerException { StatusCode: { } status } ? (int)status : null,
            StopsRun = RetryPolicy.Of(failure).Class == FailureClass.StopRun,
            MayPass = true,
        };
    }

    private static StripeFailure Of(RequestTrace trace) => new()
    {
        Code = StripeFailure.InvalidAnswer,
        Message = ConnectionFailure.NotStripes,
        RequestId = trace.LastRequestId,
        Attempts = trace.Attempts,
        IdempotencyKey = trace.IdempotencyKey,
        MayHaveBeenMade = trace.MayHaveBeenMade || trace.IsMade,
    };
}
