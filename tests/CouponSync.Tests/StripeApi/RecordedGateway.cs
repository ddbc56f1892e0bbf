using System.Net;
using System.Text;
using CouponSync.Settings;
using CouponSync.StripeApi;
using Microsoft.Extensions.Time.Testing;

namespace CouponSync.Tests.StripeApi;

/// <summary>
/// The gateway with Stripe.net and the whole handler chain under it, over a network that keeps what it is sent and gives
/// always the same answer. Nothing is tried twice.
/// </summary>
internal sealed class RecordedGateway : IDisposable
{
    private readonly Network _network;
    private readonly StripeConnection _connection;

    public RecordedGateway(Func<HttpResponseMessage> answer)
    {
        _network = new Network(answer);
        _connection = new StripeConnection(
            ApiKey.Parse("sk_test_123", "the test"),
            new Uri("http://stripe.test"),
            new ThrottleOptions { Burst = 100 },
            new RetryOptions { MaxAttempts = 1, MaxRefusals = 1, MaxUnreachableAttempts = 1 },
            _network,
            new FakeTimeProvider(),
            new Random(1));
    }

    /// <summary>The gateway.</summary>
    public ICouponGateway Gateway => _connection.Gateway;

    /// <summary>Everything that was sent, in order.</summary>
    public IReadOnlyList<SentRequest> Sent => _network.Sent;

    /// <summary>Answers everything with one body.</summary>
    public static RecordedGateway Answering(
        string body, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers) => new(() =>
        {
            var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers)
            {
                response.Headers.Add(name, value);
            }

            return response;
        });

    /// <summary>Answers one request after the other.</summary>
    public static RecordedGateway AnsweringInTurn(params string[] bodies)
    {
        var left = new Queue<string>(bodies);
        return new(() => new HttpResponseMessage { Content = new StringContent(left.Dequeue(), Encoding.UTF8, "application/json") });
    }

    public void Dispose() => _connection.Dispose();

    private sealed class Network(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<SentRequest> Sent { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(new SentRequest(
                request.Method.Method,
                request.RequestUri!.AbsoluteUri,
                request.Headers.ToDictionary(static header => header.Key, static header => string.Join(' ', header.Value)),
                request.Content?.Headers.ContentType?.ToString(),
                request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken)));
            return answer();
        }
    }
}

/// <summary>A request as it reached the network.</summary>
internal sealed record SentRequest(
    string Method, string Address, IReadOnlyDictionary<string, string> Headers, string? ContentType, string? Body);
