using System.Globalization;
using System.Net.Http.Headers;
using CouponSync.Text;

namespace CouponSync.Reporting.Notify;

/// <summary>Tells a receiver how a run went. Whether it listens is not the run's business.</summary>
/// <param name="transport">Carries the request.</param>
/// <param name="time">The clock of the time limit.</param>
internal sealed class Notifier(HttpMessageHandler transport, TimeProvider time)
{
    /// <summary>Posts the summary, once.</summary>
    /// <param name="address">The receiver.</param>
    /// <param name="body">The summary, see <see cref="Notification"/>.</param>
    /// <param name="authorization">The value of the header Authorization; null for none.</param>
    /// <param name="timeout">How long the receiver may take.</param>
    /// <returns>Why it was not told, as a sentence without the address, which may hold a secret; null when it was.</returns>
    public async Task<string?> PostAsync(Uri address, byte[] body, string? authorization, TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var client = new HttpClient(transport, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        try
        {
            using var answer = await client.SendAsync(request, limit.Token);
            return answer.IsSuccessStatusCode
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{address.Host} answered {(int)answer.StatusCode}.");
        }
        catch (OperationCanceledException)
        {
            return $"{address.Host} did not answer within {Figures.Duration(timeout)}.";
        }
        catch (HttpRequestException e)
        {
            return $"{address.Host} cannot be reached ({e.HttpRequestError}).";
        }
    }
}
