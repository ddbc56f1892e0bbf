using System.Net;
using System.Text.Json;

namespace CouponSync.Simulation;

/// <summary>A write of the program that Stripe answered.</summary>
/// <param name="Key">Its idempotency key.</param>
/// <param name="CouponId">The coupon.</param>
/// <param name="At">When.</param>
internal sealed record AnsweredWrite(string Key, string CouponId, DateTimeOffset At);

/// <summary>What the program asked in one run, and what it was shown. Thread-safe.</summary>
internal sealed class RequestWatch
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _shown = new(StringComparer.Ordinal);
    private readonly List<AnsweredWrite> _writes = [];
    private readonly List<string> _retrieved = [];

    /// <summary>Reads of the account.</summary>
    public int Accounts { get; private set; }

    /// <summary>Pages of events.</summary>
    public int Events { get; private set; }

    /// <summary>Pages of coupons.</summary>
    public int Lists { get; private set; }

    /// <summary>Coupons read by their id.</summary>
    public int Retrieves => _retrieved.Count;

    /// <summary>Which they were.</summary>
    public IReadOnlyList<string> Retrieved => _retrieved;

    /// <summary>Writes.</summary>
    public int Posts { get; private set; }

    /// <summary>All reads.</summary>
    public int Reads => Accounts + Events + Lists + Retrieves;

    /// <summary>Whether a walk through the coupons was begun at its newest end; the audit begins behind a coupon.</summary>
    public bool ReadsAll { get; private set; }

    /// <summary>The coupons whose state the program was shown, with the number of the moment that it was so.</summary>
    public IReadOnlyDictionary<string, long> Shown => _shown;

    /// <summary>The writes that were answered.</summary>
    public IReadOnlyList<AnsweredWrite> Writes => _writes;

    /// <summary>Counts a request.</summary>
    public void Sent(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        lock (_gate)
        {
            if (request.Method == HttpMethod.Post)
            {
                Posts++;
            }
            else if (path.EndsWith("/account", StringComparison.Ordinal))
            {
                Accounts++;
            }
            else if (path.EndsWith("/events", StringComparison.Ordinal))
            {
                Events++;
            }
            else if (path.EndsWith("/coupons", StringComparison.Ordinal))
            {
                Lists++;
                ReadsAll |= !request.RequestUri.Query.Contains("starting_after", StringComparison.Ordinal);
            }
            else
            {
                _retrieved.Add(Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]));
            }
        }
    }

    /// <summary>Notes what an answer showed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">Its answer, complete.</param>
    /// <param name="moment">The number of the moment it was so.</param>
    /// <param name="at">The time then.</param>
    public async Task AnsweredAsync(HttpRequestMessage request, HttpResponseMessage response, long moment, DateTimeOffset at)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (!path.Contains("/coupons", StringComparison.Ordinal) || response.Headers.Contains("Idempotent-Replayed"))
        {
            return;
        }

        if (response.StatusCode == HttpStatusCode.NotFound && request.Method == HttpMethod.Get)
        {
            Show(Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]), moment);
            return;
        }

        if (!response.IsSuccessStatusCode || Parse(await response.Content.ReadAsByteArrayAsync()) is not { } json)
        {
            return;
        }

        if (json.TryGetProperty("data", out var page))
        {
            foreach (var coupon in page.EnumerateArray())
            {
                Show(coupon.GetProperty("id").GetString()!, moment);
            }

            return;
        }

        var id = json.GetProperty("id").GetString()!;
        Show(id, moment);
        if (request.Method == HttpMethod.Post)
        {
            lock (_gate)
            {
                _writes.Add(new AnsweredWrite(request.Headers.GetValues("Idempotency-Key").Single(), id, at));
            }
        }
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            // A body that a fault cut short shows nothing.
            return null;
        }
    }

    private void Show(string id, long moment)
    {
        lock (_gate)
        {
            _shown[id] = moment;
        }
    }
}
