using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CouponSync.Emulator.Server;

/// <summary>
/// What is under <c>/_emulator</c>: looking at and changing the emulator itself, apart from Stripe's API. It needs no
/// key, and is neither counted nor limited.
/// </summary>
internal static class ControlSurface
{
    private const string Root = "/_emulator";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Dictionary<string, string> Help = new(StringComparer.Ordinal)
    {
        ["GET /_emulator"] = "this list; connected=acct_... in any query means that connected account",
        ["GET /_emulator/state"] = "account, numbers of objects, limits and latency",
        ["GET /_emulator/counters"] = "exact counts of requests by endpoint and status",
        ["GET /_emulator/requests?last=N"] = "the latest requests",
        ["GET /_emulator/writes/{id}?mode=test|live"] = "how many API requests took effect on a coupon",
        ["GET /_emulator/faults"] = "the scripted faults, with how often each hit",
        ["POST /_emulator/faults"] = "adds faults: the text of one rule a line",
        ["DELETE /_emulator/faults"] = "removes all faults",
        ["POST /_emulator/seed?coupons=N&seed=N&mode=test|live&sample=true"] =
            "adds generated coupons, the sample account, or coupons as JSON lines in the body",
        ["POST /_emulator/limits?account=N&endpoint=N&concurrency=N&endpoint-concurrency=N"] =
            "changes limits from the next request on; none lifts one",
        ["POST /_emulator/reset"] = "forgets objects, events, keys, faults, log and counts",
    };

    /// <summary>Whether a request target belongs here.</summary>
    public static bool IsFor(string target) => Path(target) is Root or Root + "/" || target.StartsWith(Root + "/", StringComparison.Ordinal);

    /// <summary>Answers a request.</summary>
    public static async Task ServeAsync(StripeEmulator emulator, string target, MemoryStream body, HttpContext context)
    {
        object answer;
        try
        {
            answer = Answer(AccountOf(emulator, context.Request.Query), context.Request.Method, Path(target).TrimEnd('/'), context.Request.Query, body)
                ?? Fail(context, StatusCodes.Status404NotFound, $"There is no {context.Request.Method} {Path(target)}; GET {Root} lists what there is.");
        }
        catch (FormatException wrong)
        {
            answer = Fail(context, StatusCodes.Status400BadRequest, wrong.Message);
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, Json), context.RequestAborted);
    }

    private static StripeEmulator AccountOf(StripeEmulator platform, IQueryCollection query) =>
        query["connected"].ToString() is not { Length: > 0 } id ? platform
        : platform.Connected.TryGetValue(id, out var account) ? account
        : throw new FormatException($"There is no connected account '{id}'.");

    private static object? Answer(StripeEmulator emulator, string method, string path, IQueryCollection query, MemoryStream body)
    {
        const string writes = Root + "/writes/";
        if (method == "GET" && path.StartsWith(writes, StringComparison.Ordinal))
        {
            var id = Uri.UnescapeDataString(path[writes.Length..]);
            return new { id, applied = emulator.WritesApplied(id, IsLive(query)) };
        }

        switch (method + " " + path[Root.Length..])
        {
            case "GET ":
                return Help;
            case "GET /state":
                return State(emulator);
            case "GET /counters":
                return emulator.Counters.Snapshot();
            case "GET /requests":
                return emulator.RequestLog.Snapshot().TakeLast(Integer(query, "last") ?? int.MaxValue);
            case "POST /reset":
                emulator.Reset();
                return State(emulator);
            case "POST /seed":
                return new { added = Seed(emulator, query, body) };
            case "POST /limits":
                emulator.Limits = Limits(emulator.Limits, query);
                return State(emulator);
            case "POST /faults":
                // All lines are read before the first counts.
                foreach (var rule in Lines(body).Select(FaultRule.Parse).ToArray())
                {
                    emulator.Faults.Add(rule);
                }

                return Faults(emulator);
            case "DELETE /faults":
                emulator.Faults.Clear();
                return Faults(emulator);
            case "GET /faults":
                return Faults(emulator);
            default:
                return null;
        }
    }

    private static object State(StripeEmulator emulator) => new
    {
        account = emulator.Options.AccountId,
        apiVersion = emulator.Options.ApiVersion,
        test = new { coupons = emulator.Count(), events = emulator.Events().Count },
        live = new { coupons = emulator.Count(livemode: true), events = emulator.Events(livemode: true).Count },
        limits = emulator.Limits,
        latencyMilliseconds = emulator.Latency.TotalMilliseconds,
        faults = emulator.Faults.Rules.Count,
    };

    private static object Faults(StripeEmulator emulator) =>
        emulator.Faults.Hits().Select(static hit => new { rule = hit.Key.ToString(), hits = hit.Value });

    private static int Seed(StripeEmulator emulator, IQueryCollection query, MemoryStream body)
    {
        var added = 0;
        if (query["sample"] == "true")
        {
            added += emulator.SeedSampleAccount();
        }

        if (Integer(query, "coupons") is { } count)
        {
            added += emulator.SeedCoupons(count, Integer(query, "seed") ?? 1, IsLive(query));
        }

        if (body.Length > 0)
        {
            body.Position = 0;
            added += emulator.SeedJsonLines(body);
        }

        return added;
    }

    private static EmulatorLimits Limits(EmulatorLimits limits, IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(static name => name is not ("connected" or "account" or "endpoint" or "concurrency" or "endpoint-concurrency")) is { } unknown)
        {
            throw new FormatException($"There is no limit '{unknown}'; there are account, endpoint, concurrency and endpoint-concurrency.");
        }

        return limits with
        {
            LiveAccountRate = Limit(query, "account", limits.LiveAccountRate),
            TestAccountRate = Limit(query, "account", limits.TestAccountRate),
            EndpointRate = Limit(query, "endpoint", limits.EndpointRate),
            AccountConcurrency = Limit(query, "concurrency", limits.AccountConcurrency),
            EndpointConcurrency = Limit(query, "endpoint-concurrency", limits.EndpointConcurrency),
        };
    }

    private static int? Limit(IQueryCollection query, string name, int? present) =>
        !query.ContainsKey(name) ? present
        : query[name] == "none" ? null
        : Integer(query, name) is >= 1 and var limit ? limit
        : throw new FormatException($"{name} must be a whole number from 1 up, or none, not '{query[name]}'.");

    private static string[] Lines(MemoryStream body) => Encoding.UTF8.GetString(body.ToArray())
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsLive(IQueryCollection query) => query["mode"].ToString() switch
    {
        "live" => true,
        "" or "test" => false,
        var other => throw new FormatException($"mode must be test or live, not '{other}'."),
    };

    private static int? Integer(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? null
            : int.TryParse(text, System.Globalization.NumberStyles.None, null, out var value) ? value
            : throw new FormatException($"{name} must be a whole number, not '{text}'.");
    }

    private static JsonObject Fail(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return new JsonObject { ["error"] = message };
    }

    private static string Path(string target)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? target : target[..mark];
    }
}
