using System.Globalization;

namespace CouponSync.StripeApi;

/// <summary>Why a request failed for good, its retries included.</summary>
internal sealed record StripeFailure
{
    /// <summary>The code of a write that was made and left the coupon otherwise than asked for.</summary>
    public const string AnswerDiffers = "answer_differs";

    /// <summary>The code of an answer that does not come from Stripe, or is none to what was asked.</summary>
    public const string InvalidAnswer = "invalid_answer";

    /// <summary>A stable word: Stripe's own error code, else its error type (<c>api_error</c>), else ours (<c>dns</c>, <c>timeout</c>, <c>invalid_answer</c>).</summary>
    public required string Code { get; init; }

    /// <summary>One sentence for people: what happened, and what to do where that is known.</summary>
    public required string Message { get; init; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Stripe's name for the last request, where there was an answer.</summary>
    public string? RequestId { get; init; }

    /// <summary>The parameter Stripe objects to.</summary>
    public string? Parameter { get; init; }

    /// <summary>How many requests were sent.</summary>
    public int Attempts { get; init; }

    /// <summary>The idempotency key of the last attempt at a write.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether every other request would fail in the same way, so that the run should stop.</summary>
    public bool StopsRun { get; init; }

    /// <summary>Whether another time it might have gone well, so that many of these in a row mean an outage.</summary>
    public bool MayPass { get; init; }

    /// <summary>Whether it lies in this coupon alone, so that a run reports it and goes on with the others.</summary>
    public bool SkipsCoupon => !StopsRun && !MayPass;

    /// <summary>Whether it is a failure Stripe has stored under the idempotency key: the write may have taken effect.</summary>
    public bool IsReplayedFailure { get; init; }

    /// <summary>Of a write: whether it may have been made all the same. Some attempt was sent whose effect no later answer settles.</summary>
    public bool MayHaveBeenMade { get; init; }

    /// <summary>Whether the key lacks a right or is no good at all.</summary>
    public bool IsCredential => Status is 401 or 403;

    /// <summary>Whether Stripe says that the key lacks a right. A web page with that status does not come from Stripe.</summary>
    public bool LacksPermission => Status == 403 && Code != InvalidAnswer;

    /// <summary>A write that was given up while it was under way.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>All of it in one or two sentences: status, code, message, and Stripe's name for the request.</summary>
    public string Describe()
    {
        var text = Status switch
        {
            { } status when Code == InvalidAnswer => string.Create(CultureInfo.InvariantCulture, $"{Message} Its status is {status}."),
            { } status => string.Create(CultureInfo.InvariantCulture, $"Stripe answered {status} ({Code}): {Message}"),
            null => Message,
        };
        return RequestId is null ? text : $"{text} Request-Id: {RequestId}";
    }
}

/// <summary>A request failed for good.</summary>
/// <param name="failure">How.</param>
/// <param name="inner">What the client threw.</param>
internal sealed class StripeFailureException(StripeFailure failure, Exception? inner = null)
    : Exception(failure.Message, inner)
{
    /// <summary>How it failed.</summary>
    public StripeFailure Failure { get; } = failure;
}
