using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CouponSync.Emulator;

namespace CouponSync.Simulation;

/// <summary>What goes wrong with events in one month.</summary>
internal sealed record EventHabits
{
    /// <summary>The share of events that are never listed.</summary>
    public double Lost { get; init; }

    /// <summary>The share of events that are listed twice.</summary>
    public double Doubled { get; init; }

    /// <summary>The share of events whose object lacks its metadata, as another version of the API might render it.</summary>
    public double Incomplete { get; init; }

    /// <summary>Whether events of one page come in any order.</summary>
    public bool Shuffled { get; init; }
}

/// <summary>
/// Between the program and the emulated account: other people's edits happen between its requests, events are lost,
/// doubled, shuffled and cut, and the process may die at any request.
/// </summary>
internal sealed class HostileTransport(
    StripeEmulator emulator, EventHabits habits, int seed, SimulatedKill kill, Action betweenRequests)
    : DelegatingHandler(new EmulatorHttpMessageHandler(emulator))
{
    /// <summary>Whether the key may not read events at present.</summary>
    public bool ForbidsEvents { get; set; }

    /// <summary>Whether an event is lost for good; the same answer each time.</summary>
    public bool IsLost(string eventId) => Dice(eventId, 1) < habits.Lost;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        kill.Pass();
        betweenRequests();
        var isEvents = request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal);
        if (isEvents && ForbidsEvents)
        {
            return Json(HttpStatusCode.Forbidden, """{"error":{"type":"invalid_request_error","message":"The provided key does not have the permission 'rak_event_read'."}}""");
        }

        var response = await base.SendAsync(request, cancellationToken);
        kill.Pass();
        return isEvents && response.IsSuccessStatusCode ? await TamperAsync(response, cancellationToken) : response;
    }

    private async Task<HttpResponseMessage> TamperAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var page = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
        var events = page["data"]!.AsArray().Select(static e => e!.DeepClone()).ToList();
        var hasMore = page["has_more"]!.GetValue<bool>();
        var kept = new List<JsonNode>();
        for (var i = 0; i < events.Count; i++)
        {
            var id = events[i]["id"]!.GetValue<string>();
            // The last of a page is where the next one begins; Stripe would not hide it and name it.
            if (IsLost(id) && !(hasMore && i == events.Count - 1))
            {
                continue;
            }

            if (Dice(id, 2) < habits.Incomplete)
            {
                events[i]["data"]!["object"]!.AsObject().Remove("metadata");
            }

            kept.Add(events[i]);
            if (Dice(id, 3) < habits.Doubled)
            {
                kept.Add(events[i].DeepClone());
            }
        }

        if (habits.Shuffled && kept.Count > 1)
        {
            var last = kept[^1];
            kept.RemoveAt(kept.Count - 1);
            kept.Sort((a, b) => Dice(a["id"]!.GetValue<string>(), 4).CompareTo(Dice(b["id"]!.GetValue<string>(), 4)));
            kept.Add(last);
        }

        page["data"] = new JsonArray([.. kept]);
        var tampered = Json(HttpStatusCode.OK, page.ToJsonString(new JsonSerializerOptions()));
        tampered.Headers.Date = response.Headers.Date;
        tampered.RequestMessage = response.RequestMessage;
        return tampered;
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status)
    {
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    };

    // From the event's name, not from a sequence: the same event meets the same fate whenever it is listed.
    private double Dice(string eventId, int purpose)
    {
        var hash = unchecked((uint)(seed * 397) ^ 2166136261u ^ (uint)purpose);
        foreach (var c in eventId)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        hash ^= hash >> 15;
        hash = unchecked(hash * 2246822519u);
        hash ^= hash >> 13;
        return hash / (double)uint.MaxValue;
    }
}
