using System.Buffers;
using System.Text.Json;
using CouponSync.Coupons;

namespace CouponSync.Loading.Remote;

/// <summary>A coupon as the remote image stores it: compact JSON under Stripe's names.</summary>
internal sealed class CouponRecord : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes a codec with a buffer of its own; not for two threads at once.</summary>
    public CouponRecord() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions
    {
        Encoder = JsonLines.WriterOptions.Encoder,
        SkipValidation = true,
    });

    /// <summary>Encodes a coupon; the bytes are valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(RemoteCoupon coupon)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        if (coupon.Name is not null)
        {
            _json.WriteString("name", coupon.Name);
        }

        if (coupon.Metadata.Count > 0)
        {
            _json.WriteStartObject("metadata");
            for (var i = 0; i < coupon.Metadata.Count; i++)
            {
                var (key, value) = coupon.Metadata[i];
                _json.WriteString(key, value);
            }

            _json.WriteEndObject();
        }

        _json.WritePropertyName("terms");
        TermsJson.Write(_json, coupon.Terms);
        _json.WriteNumber("times_redeemed", coupon.TimesRedeemed);
        _json.WriteBoolean("valid", coupon.Valid);
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    /// <summary>Decodes what <see cref="Encode"/> made.</summary>
    public static RemoteCoupon Decode(string id, long created, bool livemode, ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        return new RemoteCoupon
        {
            Id = id,
            Created = created,
            Livemode = livemode,
            Name = root.TryGetProperty("name", out var name) ? name.GetString() : null,
            Metadata = root.TryGetProperty("metadata", out var metadata)
                ? CouponMetadata.From(metadata.EnumerateObject().Select(static p => KeyValuePair.Create(p.Name, p.Value.GetString()!)))
                : CouponMetadata.Empty,
            Terms = TermsJson.Read(root.GetProperty("terms")),
            TimesRedeemed = root.GetProperty("times_redeemed").GetInt64(),
            Valid = root.GetProperty("valid").GetBoolean(),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
