using System.Text.Json;
using CouponSync.Planning;

namespace CouponSync.Pushing;

/// <summary>
/// The lines of <c>results.jsonl</c>: one whenever the file is opened, with the boot id; one before a change is sent; one
/// when its outcome is known; and one when the file is closed in order.
/// </summary>
internal static class ResultJson
{
    // The first version had lines with an outcome only.
    private const string Schema = "couponsync.results/2";

    /// <summary>Writes that the file was opened.</summary>
    public static void WriteOpened(Utf8JsonWriter json, string? bootId)
    {
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("boot", bootId);
        json.WriteEndObject();
    }

    /// <summary>Writes that a change is about to be sent.</summary>
    public static void WriteSending(Utf8JsonWriter json, long sequence, string id, string key, DateTimeOffset at)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", sequence);
        json.WriteString("id", id);
        json.WriteString("sending", key);
        json.WriteString("at", at.UtcDateTime);
        json.WriteEndObject();
    }

    /// <summary>Writes a result.</summary>
    public static void Write(Utf8JsonWriter json, ChangeResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", result.Sequence);
        json.WriteString("id", result.Id);
        json.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(result.Outcome.ToString()));
        json.WriteString("requestId", result.RequestId);
        json.WriteString("idempotencyKey", result.IdempotencyKey);
        json.WriteNumber("attempts", result.Attempts);
        json.WriteString("at", result.At.UtcDateTime);
        if (result.MadeBy is { } run)
        {
            json.WriteString("madeBy", run);
        }

        if (result.Done is { } done)
        {
            json.WritePropertyName("done");
            PlanJson.Write(json, done);
        }

        if (result.Error is { } error)
        {
            json.WriteStartObject("error");
            json.WriteString("code", error.Code);
            json.WriteString("message", error.Message);
            if (error.Status is { } status)
            {
                json.WriteNumber("status", status);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes that the file is closed in order: nothing is under way any more.</summary>
    public static void WriteClosed(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("closed", true);
        json.WriteEndObject();
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static ResultLine Read(JsonElement json)
    {
        try
        {
            return json.TryGetProperty("schema", out _) ? new ResultLine { IsOpening = true, BootId = json.GetProperty("boot").GetString() }
                : json.TryGetProperty("closed", out _) ? new ResultLine { IsClosing = true }
                : new ResultLine { Result = ReadResult(json) };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static ChangeResult ReadResult(JsonElement json)
    {
        var result = new ChangeResult
        {
            Sequence = json.GetProperty("seq").GetInt64(),
            Id = json.GetProperty("id").GetString()!,
            Outcome = ChangeOutcome.Unknown,
            At = json.GetProperty("at").GetDateTimeOffset(),
        };
        if (json.TryGetProperty("sending", out var key))
        {
            // Until its outcome stands in a later line.
            return result with
            {
                IdempotencyKey = key.GetString(),
                Attempts = 1,
                Error = new ChangeError(ChangeError.NoOutcome, "The run ended while it was under way."),
            };
        }

        return result with
        {
            Outcome = Enum.TryParse<ChangeOutcome>(json.GetProperty("outcome").GetString(), ignoreCase: true, out var outcome)
                ? outcome
                : throw new FormatException($"'{json.GetProperty("outcome").GetString()}' is not an outcome"),
            RequestId = json.GetProperty("requestId").GetString(),
            IdempotencyKey = json.GetProperty("idempotencyKey").GetString(),
            Attempts = json.GetProperty("attempts").GetInt32(),
            MadeBy = json.TryGetProperty("madeBy", out var run) ? run.GetString() : null,
            Done = json.TryGetProperty("done", out var done) ? PlanJson.ReadChange(done) : null,
            Error = json.TryGetProperty("error", out var error)
                ? new ChangeError(
                    error.GetProperty("code").GetString()!,
                    error.GetProperty("message").GetString()!,
                    error.TryGetProperty("status", out var status) ? status.GetInt32() : null)
                : null,
        };
    }
}

/// <summary>A line of <c>results.jsonl</c>.</summary>
internal readonly record struct ResultLine
{
    /// <summary>Whether the file was opened here.</summary>
    public bool IsOpening { get; init; }

    /// <summary>Whether it was closed in order here.</summary>
    public bool IsClosing { get; init; }

    /// <summary>The boot id of a line that opens.</summary>
    public string? BootId { get; init; }

    /// <summary>What is known of a change from here on; unknown from its sending to its outcome. Null for the other lines.</summary>
    public ChangeResult? Result { get; init; }
}
