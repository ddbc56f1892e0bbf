using System.Net;
using CouponSync.Text;

namespace CouponSync.Http;

/// <summary>An attempt brought no complete answer in time.</summary>
/// <param name="waited">How long was waited.</param>
/// <param name="wasConnecting">Whether there was not even a connection; its time is bounded apart.</param>
internal sealed class AttemptTimeoutException(TimeSpan waited, bool wasConnecting)
    : TimeoutException($"No {(wasConnecting ? "connection" : "complete answer")} within {Duration.Format(waited)}.")
{
    /// <summary>How long was waited.</summary>
    public TimeSpan Waited { get; } = waited;

    /// <summary>Whether there was not even a connection.</summary>
    public bool WasConnecting { get; } = wasConnecting;
}

/// <summary>An answer says 2xx and is not what Stripe answers to such a request.</summary>
/// <param name="sentence">What it is instead, for people.</param>
/// <param name="status">Its status.</param>
internal sealed class UnreadableAnswerException(string sentence, HttpStatusCode status) : HttpRequestException(sentence, null, status);
