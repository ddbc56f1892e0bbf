using System.Text;
using System.Text.Json;

namespace CouponSync.Emulator;

/// <summary>The lines of a state file: coupons, events, deleted ids, counted writes and idempotency keys.</summary>
internal static class StateRecords
{
    /// <summary>One writer per line for everything one mode holds.</summary>
    public static IEnumerable<Action<Utf8JsonWriter>> Of(AccountMode account, DateTimeOffset now)
    {
        var live = account.Livemode;
        account.ForgetEventsBefore((now - AccountMode.EventLifetime).ToUnixTimeSeconds());

        yield return json => Line(json, "sequence", live, () => json.WriteNumber("value"u8, account.LastSequence));

        // Oldest first, so that loading only ever appends.
        foreach (var coupon in account.AllCoupons().Reverse())
        {
            yield return json => Line(json, "coupon", live, () => WriteCoupon(json, "coupon", coupon, live));
        }

        foreach (var happened in account.AllEvents().Reverse())
        {
            yield return json => Line(json, "event", live, () => WriteEvent(json, happened, live));
        }

        foreach (var id in account.AllDeleted())
        {
            yield return json => Line(json, "deleted", live, () => json.WriteString("id"u8, id));
        }

        foreach (var (id, count) in account.AllWritesApplied())
        {
            yield return json => Line(json, "writes", live, () =>
            {
                json.WriteString("id"u8, id);
                json.WriteNumber("count"u8, count);
            });
        }

        foreach (var (key, record) in account.Idempotency.All())
        {
            yield return json => Line(json, "idempotency", live, () => WriteIdempotency(json, key, record));
        }
    }

    /// <summary>Puts what a line holds into an emulator.</summary>
    /// <exception cref="FormatException">The line is damaged.</exception>
    public static void Read(EmulatorParts parts, JsonElement line)
    {
        var account = parts.Mode(line.BooleanOrNull("livemode") ?? throw new FormatException("'livemode' is missing.")).Account;
        switch (line.Text("kind"))
        {
            case "sequence":
                account.LastSequence = line.Integer("value");
                break;
            case "coupon":
                _ = account.Add(CouponJsonReader.Read(line.Object("coupon")), keepSequence: true)
                    ?? throw new FormatException("The coupon is there a second time, or another one in its place.");
                break;
            case "event":
                account.Restore(ReadEvent(line));
                break;
            case "deleted":
                account.MarkDeleted(line.Text("id"));
                break;
            case "writes":
                account.CountWrite(line.Text("id"), checked((int)line.Integer("count")));
                break;
            case "idempotency":
                account.Idempotency.Restore(line.Text("key"), ReadIdempotency(line));
                break;
            case var kind:
                throw new FormatException($"'{kind}' is not a kind of line.");
        }
    }

    private static void Line(Utf8JsonWriter json, string kind, bool livemode, Action writeFields)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, kind);
        json.WriteBoolean("livemode"u8, livemode);
        writeFields();
        json.WriteEndObject();
    }

    private static void WriteCoupon(Utf8JsonWriter json, string name, EmulatorCoupon coupon, bool livemode)
    {
        json.WriteStartObject(name);
        CouponJson.WriteFields(json, coupon, livemode, coupon.Created, CouponExpansion.All);
        json.WriteNumber("sequence"u8, coupon.Sequence);
        json.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter json, EmulatorEvent happened, bool livemode)
    {
        json.WriteString("id"u8, happened.Id);
        json.WriteString("type"u8, happened.Type);
        json.WriteNumber("created"u8, happened.Created);
        json.WriteNumber("visible_from_ms"u8, happened.VisibleFromMilliseconds);
        json.WriteString("api_version"u8, happened.ApiVersion);
        json.WriteString("request"u8, happened.RequestId);
        json.WriteString("idempotency_key"u8, happened.IdempotencyKey);
        json.WriteNumber("sequence"u8, happened.Sequence);
        WriteCoupon(json, "object", happened.Coupon, livemode);
        if (happened.Before is { } before)
        {
            WriteCoupon(json, "before", before, livemode);
        }
    }

    private static EmulatorEvent ReadEvent(JsonElement line) => new()
    {
        Id = line.Text("id"),
        Type = line.Text("type"),
        Created = line.Integer("created"),
        VisibleFromMilliseconds = line.Integer("visible_from_ms"),
        ApiVersion = line.Text("api_version"),
        RequestId = line.TextOrNull("request"),
        IdempotencyKey = line.TextOrNull("idempotency_key"),
        Sequence = line.Integer("sequence"),
        Coupon = CouponJsonReader.Read(line.Object("object")),
        Before = line.Find("before", JsonValueKind.Object) is { } before ? CouponJsonReader.Read(before) : null,
    };

    private static void WriteIdempotency(Utf8JsonWriter json, string key, IdempotencyRecord record)
    {
        json.WriteString("key"u8, key);
        json.WriteString("path"u8, record.Path);
        json.WriteString("fingerprint"u8, record.Fingerprint);
        json.WriteString("request"u8, record.RequestId);
        json.WriteNumber("started_at_ms"u8, record.StartedAtMilliseconds);
        json.WriteNumber("status"u8, record.Answer!.Status);
        json.WriteString("body"u8, record.Answer.Body);
    }

    private static IdempotencyRecord ReadIdempotency(JsonElement line) => new(
        line.Text("path"), line.Text("fingerprint"), line.Text("request"), line.Integer("started_at_ms"))
    {
        Answer = new Answer(checked((int)line.Integer("status")), Encoding.UTF8.GetBytes(line.Text("body")), IsRemembered: true),
    };
}
