using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CouponSync.Emulator;

/// <summary>Writes the bodies of answers, in Stripe's order of fields and indented as Stripe indents.</summary>
internal static class JsonBodies
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Makes a body.</summary>
    /// <param name="write">Writes one JSON value.</param>
    /// <param name="state">What it writes.</param>
    public static byte[] Make<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(64 * 1024);
        var writer = _writer ??= new Utf8JsonWriter(buffer, Indented);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        write(writer, state);
        writer.Flush();
        var body = new byte[buffer.WrittenCount + 1];
        buffer.WrittenSpan.CopyTo(body);
        body[^1] = (byte)'\n';
        return body;
    }

    /// <summary>The body of an error.</summary>
    public static byte[] Error(ApiError error, string requestId, bool livemode) =>
        Make((error, requestId, livemode), static (json, made) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            if (made.error.Code is { } code)
            {
                json.WriteString("code"u8, code);
                json.WriteString("doc_url"u8, "https://stripe.com/docs/error-codes/" + code.Replace('_', '-'));
            }

            json.WriteString("message"u8, made.error.Message);
            if (made.error.Param is { } param)
            {
                json.WriteString("param"u8, param);
            }

            json.WriteString(
                "request_log_url"u8,
                $"https://dashboard.stripe.com/{(made.livemode ? string.Empty : "test/")}logs/{made.requestId}");
            json.WriteString("type"u8, made.error.Type);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    /// <summary>A page of a list.</summary>
    public static byte[] List<T>(string url, Page<T> page, Action<Utf8JsonWriter, T> writeItem) =>
        Make((url, page, writeItem), static (json, made) =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteString("url"u8, made.url);
            json.WriteBoolean("has_more"u8, made.page.HasMore);
            json.WriteStartArray("data"u8);
            foreach (var item in made.page.Items)
            {
                made.writeItem(json, item);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
}
