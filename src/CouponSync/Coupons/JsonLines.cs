using System.Text.Encodings.Web;
using System.Text.Json;

namespace CouponSync.Coupons;

/// <summary>How this program writes its JSON files.</summary>
internal static class JsonLines
{
    /// <summary>Readable non-Latin text. The files are never embedded in HTML as they are.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
