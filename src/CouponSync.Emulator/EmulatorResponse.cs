using System.Text;

namespace CouponSync.Emulator;

/// <summary>One HTTP response of the emulator.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The headers; names are compared without regard to case.</param>
/// <param name="Body">The body, UTF-8 JSON; a scripted fault may have cut or exchanged it.</param>
public sealed record EmulatorResponse(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>What follows <see cref="Body"/>: nothing, or what a scripted fault wants.</summary>
    public BodyEnd End { get; init; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The id of the request, as in the header <c>Request-Id</c>.</summary>
    public string RequestId => Headers["Request-Id"];
}
