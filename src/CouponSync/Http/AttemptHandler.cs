using System.Net;
using System.Text.Json;
using CouponSync.Settings;

namespace CouponSync.Http;

/// <summary>
/// One attempt: bounds its time and hands up only whole answers. The innermost of the chain, so that neither the wait
/// for a turn counts as the server's slowness, nor a request whose answer is still arriving counts as finished.
/// </summary>
/// <remarks>An answer that says 2xx and is not whole, valid JSON, or cannot be read as what was asked for, was broken on
/// its way; so was one that cannot be decompressed, or has no end. It is reported as no answer, to be asked for again: a
/// repeated POST gets the stored answer under its idempotency key.</remarks>
/// <param name="options">Validated options; <see cref="RetryOptions.AttemptTimeout"/> is used, or what is left of
/// <see cref="RetryOptions.TotalTime"/> where that is less.</param>
/// <param name="clock">The clock of the timeout.</param>
/// <param name="notice">Takes what Stripe wants to be read.</param>
internal sealed class AttemptHandler(RetryOptions options, TimeProvider clock, StripeNotice notice) : DelegatingHandler
{
    /// <summary>The most bytes that an answer may have, unpacked. A page of 100 coupons with as much metadata as Stripe takes,
    /// every character of it escaped, has half as many.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    /// <inheritdoc/>
    /// <exception cref="AttemptTimeoutException">The answer was not complete in time.</exception>
    /// <exception cref="HttpRequestException">There was no answer, or it was broken.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var limit = Limit(Attempt.Of(request).TimeLeft);
        using var timeout = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, either.Token);
            notice.Take(response);
            RequestTrace.Current?.OnRequestId(response);
            var body = await ReadAsync(response, either.Token);
            if (response.IsSuccessStatusCode && IsPage(response, body))
            {
                throw new UnreadableAnswerException(ConnectionFailure.Page, response.StatusCode);
            }

            if (response.IsSuccessStatusCode && !IsWholeJson(response.StatusCode, body))
            {
                // What Stripe answers is an object: what begins otherwise was not cut off, it is something else.
                throw body is [(byte)'{', ..]
                    ? new HttpRequestException(
                        HttpRequestError.InvalidResponse, "The answer is not complete, valid JSON.", null, response.StatusCode)
                    : new UnreadableAnswerException(body is [] ? ConnectionFailure.Empty : ConnectionFailure.NotStripes, response.StatusCode);
            }

            if (response.IsSuccessStatusCode && RequestTrace.Current?.FaultOf(response.StatusCode, body) is { } fault)
            {
                throw new UnreadableAnswerException(fault, response.StatusCode);
            }

            var whole = response;
            response = null;
            return whole;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Ours, or the transport's own timeout for the connection, which also ends as a cancellation.
            throw timeout.IsCancellationRequested
                ? new AttemptTimeoutException(limit, wasConnecting: false)
                : new AttemptTimeoutException(StripeHttp.ConnectTimeout, wasConnecting: true);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // What the decompressing streams say of bytes that are not what the header calls them: gzip the one, Brotli the other.
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "The answer cannot be decompressed.", e, response.StatusCode);
        }
    }

    // In whole seconds: a last attempt that begins just in time is still given a moment.
    private TimeSpan Limit(TimeSpan? left)
    {
        if (left is not { } time)
        {
            return options.AttemptTimeout;
        }

        var seconds = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(time.TotalSeconds)));
        return seconds < options.AttemptTimeout ? seconds : options.AttemptTimeout;
    }

    private static bool IsPage(HttpResponseMessage response, byte[] body) =>
        response.Content.Headers.ContentType?.MediaType == "text/html" || body.AsSpan().TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..];

    private static bool IsWholeJson(HttpStatusCode status, byte[] body)
    {
        if (body.Length == 0)
        {
            return status == HttpStatusCode.NoContent;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
