using System.Text.Json;
using CouponSync.Planning;

namespace CouponSync.Pushing;

/// <summary>The lines of <c>results.jsonl</c>.</summary>
internal static class ResultJson
{
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

    /// <summary>Reads a result.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static ChangeResult Read(JsonElement json)
    {
        return new ChangeResult
        {
            Sequence = json.GetProperty("seq").GetInt64(),
            Id = json.GetProperty("id").GetString()!,
            Outcome = Enum.TryParse<ChangeOutcome>(json.GetProperty("outcome").GetString(), ignoreCase: true, out var outcome)
                ? outcome
                : throw new FormatException($"unknown outcome '{json.GetProperty("outcome").GetString()}'"),
            RequestId = json.GetProperty("requestId").GetString(),
            IdempotencyKey = json.GetProperty("idempotencyKey").GetString(),
            Attempts = json.GetProperty("attempts").GetInt32(),
            At = json.GetProperty("at").GetDateTimeOffset(),
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
