#nullable disable
using System.Diagnostics;
using System.Net;

namespace Stripe;

/// <summary>Sends requests through an <see cref="HttpClient"/>, and again when that promises to help.</summary>
public class SystemNetHttpClient : IHttpClient
{
    /// <summary>How often a request is repeated unless told otherwise.</summary>
    public const int DefaultMaxNumberRetries = 2;

    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private static readonly Lazy<HttpClient> Shared = new(() => new HttpClient { Timeout = TimeSpan.FromSeconds(80) });

    private readonly HttpClient _httpClient;
    private readonly int _maxNetworkRetries;
    private readonly ClientUserAgent _userAgent;
    private readonly RequestTelemetry _telemetry;

    /// <summary>Makes a client.</summary>
    /// <param name="httpClient">What sends; null for a shared one with a time limit of 80 seconds.</param>
    /// <param name="maxNetworkRetries">How often a request is repeated at most.</param>
    /// <param name="appInfo">The program, for the User-Agent header; null for none.</param>
    /// <param name="enableTelemetry">Whether a request tells Stripe how long an earlier one took.</param>
    public SystemNetHttpClient(
        HttpClient httpClient = null,
        int maxNetworkRetries = DefaultMaxNumberRetries,
        AppInfo appInfo = null,
        bool enableTelemetry = true)
    {
        _httpClient = httpClient ?? Shared.Value;
        _maxNetworkRetries = maxNetworkRetries;
        _userAgent = new ClientUserAgent(appInfo, enableTelemetry);
        _telemetry = enableTelemetry ? new RequestTelemetry() : null;
    }

    /// <summary>Sends a request and reads the answer to its end, whatever its status.</summary>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the time limit passed.</exception>
    public async Task<StripeResponse> MakeRequestAsync(
        StripeRequest request,
        CancellationToken cancellationToken = default)
    {
        _telemetry?.AddTo(request.StripeHeaders);
        using var response = await SendAsync(request, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        return new StripeResponse(response.StatusCode, response.Headers, await reader.ReadToEndAsync(cancellationToken));
    }

    private async Task<HttpResponseMessage> SendAsync(StripeRequest request, CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            try
            {
                using var message = MessageOf(request);
                var started = Stopwatch.GetTimestamp();
                var response = await _httpClient.SendAsync(message, cancellationToken);
                if (retries >= _maxNetworkRetries || !AsksForRetry(response))
                {
                    _telemetry?.Add(response, Stopwatch.GetElapsedTime(started));
                    return response;
                }

                response.Dispose();
            }
            catch (Exception exception) when (
                retries < _maxNetworkRetries && IsTransient(exception, cancellationToken))
            {
                // Sent again below.
            }

            // The original has no clock to inject. CouponSync repeats requests itself, on its own clock, and allows none here.
            await Task.Delay(DelayBefore(retries + 1), cancellationToken);
        }
    }

    private HttpRequestMessage MessageOf(StripeRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Uri) { Content = request.Content };
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent.UserAgent);
        message.Headers.Authorization = request.AuthorizationHeader;
        message.Headers.Add("X-Stripe-Client-User-Agent", _userAgent.Details);
        foreach (var (name, value) in request.StripeHeaders)
        {
            message.Headers.Add(name, value);
        }

        return message;
    }

    private static bool IsTransient(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static bool AsksForRetry(HttpResponseMessage response)
    {
        var advice = response.Headers.TryGetValues("Stripe-Should-Retry", out var values) ? values.First() : null;
        return advice switch
        {
            "true" => true,
            "false" => false,
            _ => response.StatusCode is HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError,
        };
    }

    private static TimeSpan DelayBefore(int retry)
    {
        var capped = TimeSpan.FromTicks(
            (long)Math.Min(ShortestDelay.Ticks * Math.Pow(2, retry - 1), LongestDelay.Ticks));
        var jittered = capped * ((3 + Random.Shared.NextDouble()) / 4);
        return jittered < ShortestDelay ? ShortestDelay : jittered;
    }
}
