using System.Text;

namespace CouponSync.Emulator;

/// <summary>One HTTP request as the emulator sees it.</summary>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="PathAndQuery">Path and query as they stand on the request line, still percent-encoded.</param>
/// <param name="Headers">The headers; names are compared without regard to case.</param>
/// <param name="Body">The body; empty when there is none.</param>
public sealed record EmulatorRequest(
    string Method,
    string PathAndQuery,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body)
{
    private static readonly Dictionary<string, string> NoHeaders = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a request with a form body, as the SDKs send it, authorised by a bearer key.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="pathAndQuery">Path and query, percent-encoded.</param>
    /// <param name="apiKey">The API key, or null to send none.</param>
    /// <param name="form">The form body, percent-encoded, or null for none.</param>
    /// <param name="idempotencyKey">The idempotency key, or null to send none.</param>
    public static EmulatorRequest Create(
        string method, string pathAndQuery, string? apiKey, string? form = null, string? idempotencyKey = null)
    {
        var headers = new Dictionary<string, string>(NoHeaders, StringComparer.OrdinalIgnoreCase);
        if (apiKey is not null)
        {
            headers["Authorization"] = "Bearer " + apiKey;
        }

        if (form is not null)
        {
            headers["Content-Type"] = "application/x-www-form-urlencoded";
        }

        if (idempotencyKey is not null)
        {
            headers["Idempotency-Key"] = idempotencyKey;
        }

        return new EmulatorRequest(method, pathAndQuery, headers, form is null ? default : Encoding.UTF8.GetBytes(form));
    }

    /// <summary>The value of a header, or null.</summary>
    internal string? Header(string name) =>
        Headers.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
