#nullable disable
using System.Collections.Concurrent;
using System.Text.Json;

namespace Stripe;

/// <summary>Tells Stripe with a request how long an earlier one took.</summary>
internal sealed class RequestTelemetry
{
    private const int Capacity = 100;

    private static readonly string[] Usage = ["stripe_client"];

    private readonly ConcurrentQueue<object> _finished = new();

    /// <summary>Adds the oldest unreported duration to a request's headers.</summary>
    public void AddTo(IDictionary<string, string> headers)
    {
        if (_finished.TryDequeue(out var metrics))
        {
            headers["X-Stripe-Client-Telemetry"] = JsonSerializer.Serialize(new { last_request_metrics = metrics });
        }
    }

    /// <summary>Notes a duration, if the answer has a Request-Id to name it by.</summary>
    public void Add(HttpResponseMessage response, TimeSpan duration)
    {
        if (_finished.Count < Capacity && response.Headers.TryGetValues("Request-Id", out var ids))
        {
            _finished.Enqueue(new
            {
                request_id = ids.First(),
                request_duration_ms = (long)duration.TotalMilliseconds,
                usage = Usage,
            });
        }
    }
}
