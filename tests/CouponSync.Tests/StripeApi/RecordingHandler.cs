using System.Net;
using System.Text;

namespace CouponSync.Tests.StripeApi;

/// <summary>Stands in for the network: records what the SDK sends and gives the answer it was made with.</summary>
internal sealed class RecordingHandler(Func<HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly List<SentRequest> _sent = [];

    /// <summary>Everything that was sent, in order.</summary>
    public IReadOnlyList<SentRequest> Sent => _sent;

    /// <summary>Answers everything with one body.</summary>
    public static RecordingHandler Answering(
        string body,
        HttpStatusCode status = HttpStatusCode.OK,
        params (string Name, string Value)[] headers) => new(() =>
        {
            var response = new HttpResponseMessage(status)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            foreach (var (name, value) in headers)
            {
                response.Headers.Add(name, value);
            }

            return response;
        });

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        _sent.Add(new SentRequest(
            request.Method,
            request.RequestUri!,
            request.Headers.ToDictionary(header => header.Key, header => string.Join(' ', header.Value)),
            request.Content?.Headers.ContentType?.ToString(),
            request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken)));
        return answer();
    }
}
