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
    /// <param name="report">The run.</param>
    /// <param name="includeValues">Whether metadata values are told.</param>
    /// <param name="timeout">How long the receiver may take.</param>
    /// <returns>Why it was not told, as a sentence without the address, which may hold a secret; null when it was.</returns>
    public async Task<string?> PostAsync(Uri address, RunReport report, bool includeValues, TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var client = new HttpClient(transport, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using var content = new ByteArrayContent(Notification.Render(report, includeValues));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        try
        {
            using var answer = await client.PostAsync(address, content, limit.Token);
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
