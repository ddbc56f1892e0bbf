using System.Text;

namespace CouponSync.Emulator;

/// <summary>One HTTP response of the emulator.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The headers; names are compared without regard to case.</param>
/// <param name="Body">The body, UTF-8 JSON (cut short by the broken-json fault).</param>
public sealed record EmulatorResponse(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The id of the request, as in the header <c>Request-Id</c>.</summary>
    public string RequestId => Headers["Request-Id"];
}
