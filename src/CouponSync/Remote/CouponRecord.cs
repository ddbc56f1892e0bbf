using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;

namespace CouponSync.Remote;

/// <summary>A coupon as the remote image stores it: first what rows are compared with, so that this can be read fast.</summary>
/// <remarks>
/// A record is: the length of the name plus 1, or 0 when there is none; the name; the number of metadata entries; of
/// each the length of the key, the key, the length of the value, the value, in ordinal order of the keys; the rest as
/// compact JSON under Stripe's names. Numbers are of variable length, texts in UTF-8.
/// </remarks>
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
        if (coupon.Name is null)
        {
            Write(0);
        }
        else
        {
            Write(coupon.Name, one: 1);
        }

        Write((ulong)coupon.Metadata.Count);
        for (var i = 0; i < coupon.Metadata.Count; i++)
        {
            var (key, value) = coupon.Metadata[i];
            Write(key);
            Write(value);
        }

        _json.Reset();
        JsonSerializer.Serialize(
            _json, new CouponRecordTail(coupon.Terms, coupon.TimesRedeemed, coupon.Valid), CouponRecordJson.Default.CouponRecordTail);
        return _buffer.WrittenSpan;
    }

    /// <summary>Decodes what <see cref="Encode"/> made.</summary>
    /// <exception cref="DamagedImageException">The record is damaged.</exception>
    public static RemoteCoupon Decode(string id, long created, bool livemode, ReadOnlyMemory<byte> body)
    {
        try
        {
            return Read(id, created, livemode, body);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new DamagedImageException("a coupon's record is damaged", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private static RemoteCoupon Read(string id, long created, bool livemode, ReadOnlyMemory<byte> body)
    {
        var reader = new CouponRecordReader(body.Span);
        var metadata = new List<KeyValuePair<string, string>>();
        while (reader.MoveNext())
        {
            metadata.Add(new(Encoding.UTF8.GetString(reader.Key), Encoding.UTF8.GetString(reader.Value)));
        }

        var tail = JsonSerializer.Deserialize(reader.Rest, CouponRecordJson.Default.CouponRecordTail) ?? throw new JsonException("It is null.");
        return new RemoteCoupon
        {
            Id = id,
            Created = created,
            Livemode = livemode,
            Name = reader.HasName ? Encoding.UTF8.GetString(reader.Name) : null,
            Metadata = CouponMetadata.From(metadata),
            Terms = tail.Terms,
            TimesRedeemed = tail.TimesRedeemed,
            Valid = tail.Valid,
        };
    }

    private void Write(string text, int one = 0)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Write((ulong)(length + one));
        _buffer.Advance(Encoding.UTF8.GetBytes(text, _buffer.GetSpan(length)));
    }

    private void Write(ulong number) => _buffer.Advance(Varint.Write(_buffer.GetSpan(Varint.MaxLength), number));
}

/// <summary>What a record has as JSON, under Stripe's names.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="TimesRedeemed">How often it was redeemed.</param>
/// <param name="Valid">Whether it can be redeemed.</param>
internal sealed record CouponRecordTail(CouponTerms Terms, long TimesRedeemed, bool Valid);

/// <summary>How that is written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CouponRecordTail))]
internal sealed partial class CouponRecordJson : JsonSerializerContext;
