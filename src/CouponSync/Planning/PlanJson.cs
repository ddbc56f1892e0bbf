using System.Globalization;
using System.Text.Json;
using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>
/// The lines of a plan file. Each is written in one fixed order of properties, so that equal changes are equal
/// bytes and the plan's SHA-256 can be taken over the lines as they stand.
/// </summary>
internal static class PlanJson
{
    /// <summary>Writes the first line.</summary>
    public static void Write(Utf8JsonWriter json, PlanHeader header)
    {
        json.WriteStartObject();
        json.WriteString("schema", PlanHeader.Schema);
        json.WriteString("run", header.RunId);
        json.WriteString("createdAt", header.CreatedAt.UtcDateTime);
        json.WriteString("account", header.AccountId);
        json.WriteBoolean("livemode", header.Livemode);
        json.WriteString("apiBase", header.ApiBase);
        json.WriteStartObject("input");
        json.WriteString("path", header.InputPath);
        json.WriteString("sha256", header.InputSha256);
        json.WriteNumber("rows", header.InputRows);
        json.WriteEndObject();
        if (header.Reverts is { } reverted)
        {
            json.WriteString("reverts", reverted);
        }

        json.WriteStartObject("settings");
        json.WriteBoolean("unsetEmptyCells", header.Options.UnsetEmptyCells);
        json.WriteBoolean("pruneMetadata", header.Options.PruneMetadata);
        json.WriteBoolean("createMissing", header.Options.CreateMissing);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a change.</summary>
    public static void Write(Utf8JsonWriter json, PlannedChange change)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", change.Sequence);
        if (change.Line is { } line)
        {
            json.WriteNumber("line", line);
        }

        json.WriteString("id", change.Id);
        json.WriteString("action", Name(change.Action));
        if (change.Metadata.Count > 0)
        {
            json.WriteStartObject("metadata");
            foreach (var key in change.Metadata)
            {
                json.WriteStartObject(key.Key);
                json.WriteString("before", key.Before);
                json.WriteString("after", key.After);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        if (change.Name is { } name)
        {
            json.WriteStartObject("name");
            json.WriteString("before", name.Before);
            json.WriteString("after", name.After);
            json.WriteEndObject();
        }

        if (change.Terms is { } terms)
        {
            json.WritePropertyName("terms");
            TermsJson.Write(json, terms);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes what a plan leaves as it is.</summary>
    public static void WriteLeft(Utf8JsonWriter json, Problem problem)
    {
        json.WriteStartObject();
        json.WriteStartObject("left");
        json.WriteString("kind", problem.Kind);
        json.WriteString("id", problem.Id);
        json.WriteString("column", problem.Column);
        if (problem.Line is { } line)
        {
            json.WriteNumber("line", line);
        }

        json.WriteString("message", problem.Message);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="WriteLeft"/> wrote, without the object around it.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static Problem ReadLeft(JsonElement left) => new(
        left.GetProperty("kind").GetString() ?? throw new FormatException("what is left has no kind"),
        left.GetProperty("message").GetString() ?? throw new FormatException("what is left has no message"))
    {
        Id = left.GetProperty("id").GetString(),
        Column = left.GetProperty("column").GetString(),
        Line = left.TryGetProperty("line", out var line) ? line.GetInt64() : null,
    };

    /// <summary>Writes the last line, which tells a whole plan from a cut one.</summary>
    public static void WriteEnd(Utf8JsonWriter json, long changes, string sha256)
    {
        json.WriteStartObject();
        json.WriteStartObject("end");
        json.WriteNumber("changes", changes);
        json.WriteString("sha256", sha256);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="WriteEnd"/> wrote, without the object around it.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static (long Changes, string? Sha256) ReadEnd(JsonElement end) =>
        (end.GetProperty("changes").GetInt64(), end.GetProperty("sha256").GetString());

    /// <summary>Reads the first line.</summary>
    /// <exception cref="FormatException">It is not the header of a plan of this version.</exception>
    public static PlanHeader ReadHeader(JsonElement json)
    {
        var schema = json.TryGetProperty("schema", out var value) ? value.GetString() : null;
        if (schema != PlanHeader.Schema)
        {
            throw new FormatException(schema is null
                ? "this is not a plan: its first line has no schema"
                : $"the plan's schema is '{schema}', this version reads '{PlanHeader.Schema}'");
        }

        var input = json.GetProperty("input");
        var settings = json.GetProperty("settings");
        return new PlanHeader
        {
            RunId = json.GetProperty("run").GetString()!,
            CreatedAt = json.GetProperty("createdAt").GetDateTimeOffset(),
            AccountId = json.GetProperty("account").GetString()!,
            Livemode = json.GetProperty("livemode").GetBoolean(),
            ApiBase = json.GetProperty("apiBase").GetString()!,
            InputPath = input.GetProperty("path").GetString(),
            InputSha256 = input.GetProperty("sha256").GetString(),
            InputRows = input.GetProperty("rows").GetInt64(),
            Reverts = json.TryGetProperty("reverts", out var reverts) ? reverts.GetString() : null,
            Options = new PlanOptions
            {
                UnsetEmptyCells = settings.GetProperty("unsetEmptyCells").GetBoolean(),
                PruneMetadata = settings.GetProperty("pruneMetadata").GetBoolean(),
                CreateMissing = settings.GetProperty("createMissing").GetBoolean(),
            },
        };
    }

    /// <summary>Reads a change.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static PlannedChange ReadChange(JsonElement json)
    {
        var keys = new List<KeyChange>();
        if (json.TryGetProperty("metadata", out var metadata))
        {
            foreach (var key in metadata.EnumerateObject())
            {
                keys.Add(new KeyChange(
                    key.Name,
                    key.Value.GetProperty("before").GetString(),
                    key.Value.GetProperty("after").GetString()));
            }
        }

        return new PlannedChange
        {
            Sequence = json.GetProperty("seq").GetInt64(),
            Line = json.TryGetProperty("line", out var line) ? line.GetInt64() : null,
            Id = json.GetProperty("id").GetString() ?? throw new FormatException("the change has no id"),
            Action = Action(json.GetProperty("action").GetString()),
            Metadata = keys,
            Name = json.TryGetProperty("name", out var name)
                ? new ValueChange(name.GetProperty("before").GetString(), name.GetProperty("after").GetString())
                : null,
            Terms = json.TryGetProperty("terms", out var terms) ? TermsJson.Read(terms) : null,
        };
    }

    private static string Name(ChangeAction action) => action switch
    {
        ChangeAction.Update => "update",
        ChangeAction.Create => "create",
        ChangeAction.Delete => "delete",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    private static ChangeAction Action(string? name) => name switch
    {
        "update" => ChangeAction.Update,
        "create" => ChangeAction.Create,
        "delete" => ChangeAction.Delete,
        _ => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"unknown action '{name}'")),
    };
}
