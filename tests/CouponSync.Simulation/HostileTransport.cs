using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CouponSync.Emulator;

namespace CouponSync.Simulation;

/// <summary>
/// Between the program and the emulated account: other people's edits happen between its requests, events are lost,
/// doubled, shuffled and cut, requests are under way for a while, and the process may die at any of them.
/// </summary>
/// <remarks>
/// Requests of several workers arrive one at a time, each at an instant of its own that follows from what it asks and
/// not from who sent it when: so most months are the same even where the workers share a pool of several threads.
/// </remarks>
internal sealed class HostileTransport(
    StripeEmulator emulator, MonthSetting month, int seed, TimeProvider clock, SimulatedKill kill, OtherPeople others, Action<string> onArrival)
    : DelegatingHandler(new EmulatorHttpMessageHandler(emulator))
{
    // Wide enough that no two of some hundred requests arrive in the same tick.
    private static readonly TimeSpan LeastSpread = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);

    /// <summary>Whether the key may not read events at present.</summary>
    public bool ForbidsEvents { get; set; }

    /// <summary>What is asked in the present run.</summary>
    public RequestWatch Watch { get; private set; } = new();

    /// <summary>Begins another run.</summary>
    public void BeginRun() => Watch = new RequestWatch();

    /// <summary>Whether an event is lost for good; the same answer each time.</summary>
    public bool IsLost(string eventId) => Dice.Of(seed, eventId, 1) < month.Habits.Lost;

    /// <summary>Whether an event does not show its whole coupon; the same answer each time.</summary>
    public bool IsIncomplete(string eventId) => Dice.Of(seed, eventId, 2) < month.Habits.Incomplete;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var watch = Watch;
        var name = Name(request);
        kill.Pass();
        await TravelAsync(name, 5, cancellationToken);
        if (kill.IsDead && Dice.Of(seed, name, 6) < 0.5)
        {
            // What the dead process had sent may still arrive.
            kill.Pass();
        }

        long moment;
        DateTimeOffset at;
        lock (_gate)
        {
            onArrival(name);
            watch.Sent(request);
            moment = others.NextMoment();
            at = clock.GetUtcNow();
        }

        var isEvents = request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal);
        if (isEvents && ForbidsEvents)
        {
            return Json(HttpStatusCode.Forbidden, """{"error":{"type":"invalid_request_error","message":"The provided key does not have the permission 'rak_event_read'."}}""");
        }

        var response = await base.SendAsync(request, cancellationToken);
        kill.Pass();
        await TravelAsync(name, 7, cancellationToken);
        kill.Pass();
        await watch.AnsweredAsync(request, response, moment, at);
        return isEvents && response.IsSuccessStatusCode ? await TamperAsync(response, cancellationToken) : response;
    }

    // What it asks, and the how-manieth time: the same whichever worker sends it.
    private string Name(HttpRequestMessage request)
    {
        var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.First() : "";
        var name = $"{request.Method} {request.RequestUri!.PathAndQuery} {key}";
        lock (_gate)
        {
            var attempt = _attempts.GetValueOrDefault(name) + 1;
            _attempts[name] = attempt;
            return string.Create(CultureInfo.InvariantCulture, $"{name} {attempt}");
        }
    }

    private Task TravelAsync(string name, int purpose, CancellationToken cancellationToken)
    {
        if (month.MaxInFlight == 1 && month.Latency == TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }

        var spread = month.Latency > LeastSpread ? month.Latency : LeastSpread;
        return Task.Delay(spread / 2 * (1 + Dice.Of(seed, name, purpose)), clock, cancellationToken);
    }

    private async Task<HttpResponseMessage> TamperAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        JsonNode page;
        try
        {
            page = JsonNode.Parse(text)!;
        }
        catch (JsonException)
        {
            return response;
        }

        var events = page["data"]!.AsArray().Select(static e => e!.DeepClone()).ToList();
        var hasMore = page["has_more"]!.GetValue<bool>();
        var kept = new List<JsonNode>();
        for (var i = 0; i < events.Count; i++)
        {
            var id = Id(events[i]);
            // The last of a page is where the next one begins; Stripe would not hide it and name it.
            if (IsLost(id) && !(hasMore && i == events.Count - 1))
            {
                continue;
            }

            if (IsIncomplete(id))
            {
                events[i]["data"]!["object"]!.AsObject().Remove("metadata");
            }

            kept.Add(events[i]);
            if (Dice.Of(seed, id, 3) < month.Habits.Doubled)
            {
                kept.Add(events[i].DeepClone());
            }
        }

        if (month.Habits.Shuffled && kept.Count > 1)
        {
            var last = kept[^1];
            kept.RemoveAt(kept.Count - 1);
            kept.Sort((a, b) => Dice.Of(seed, Id(a), 4).CompareTo(Dice.Of(seed, Id(b), 4)));
            kept.Add(last);
        }

        page["data"] = new JsonArray([.. kept]);
        var tampered = Json(HttpStatusCode.OK, page.ToJsonString(new JsonSerializerOptions()));
        tampered.Headers.Date = response.Headers.Date;
        tampered.RequestMessage = response.RequestMessage;
        return tampered;
    }

    private static string Id(JsonNode happened) => happened["id"]!.GetValue<string>();

    private static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status)
    {
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    };
}
