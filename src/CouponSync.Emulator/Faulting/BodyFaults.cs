using System.Text;

namespace CouponSync.Emulator;

/// <summary>How the body of an answer ends.</summary>
public enum BodyEnd
{
    /// <summary>As it should.</summary>
    Whole,

    /// <summary>The connection is dropped, though more was to come.</summary>
    Dropped,

    /// <summary>Never: spaces follow for as long as somebody reads.</summary>
    Endless,
}

/// <summary>Faults of an answer's body. The request itself was carried out, and its key remembers the whole answer.</summary>
internal static class BodyFaults
{
    private const string Page =
        "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to use this network.</body></html>\n";

    /// <summary>The answer as a fault leaves it.</summary>
    public static EmulatorResponse Apply(FaultKind fault, EmulatorResponse response) => fault switch
    {
        FaultKind.BrokenJson => response with { Body = FirstHalf(response) },
        FaultKind.DropBody => response with { Body = FirstHalf(response), End = BodyEnd.Dropped },
        FaultKind.EndlessBody => response with { End = BodyEnd.Endless },
        FaultKind.EmptyBody => response with { Body = default },
        FaultKind.ArrayBody => response with { Body = "[]"u8.ToArray() },
        FaultKind.HtmlBody => With(response, "Content-Type", "text/html; charset=utf-8") with { Body = Encoding.UTF8.GetBytes(Page) },
        FaultKind.FalseGzip => With(response, "Content-Encoding", "gzip"),
        _ => response,
    };

    private static ReadOnlyMemory<byte> FirstHalf(EmulatorResponse response) => response.Body[..(response.Body.Length / 2)];

    private static EmulatorResponse With(EmulatorResponse response, string header, string value) => response with
    {
        Headers = new Dictionary<string, string>(response.Headers, StringComparer.OrdinalIgnoreCase) { [header] = value },
    };
}

/// <summary>A body in memory that ends like one from a connection: dropped, or never.</summary>
internal sealed class FaultyBody(EmulatorResponse response) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var left = response.Body.Span[_position..];
        if (left.IsEmpty && response.End == BodyEnd.Dropped)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The connection was closed in the middle of the answer.");
        }

        if (left.IsEmpty && response.End == BodyEnd.Endless)
        {
            buffer.Fill((byte)' ');
            return buffer.Length;
        }

        var count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(Read(buffer.Span));
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
