using System.Text;

namespace CouponSync.Tests.Support;

/// <summary>A stream that takes so many characters and then fails, as on a disk that is full by then.</summary>
internal sealed class FailingWriter(int characters, Exception failure) : TextWriter
{
    private readonly StringBuilder _taken = new();

    /// <summary>A full disk.</summary>
    public static Exception Full => new IOException("No space left on device", 28);

    /// <summary>A terminal that is gone.</summary>
    public static Exception Gone => new IOException("Input/output error", 5);

    /// <summary>A pipe that nobody reads any more.</summary>
    public static Exception Unread => new IOException("Broken pipe", 32);

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>What it took.</summary>
    public string Taken => _taken.ToString();

    public override void Write(char value)
    {
        if (_taken.Length >= characters)
        {
            throw failure;
        }

        _taken.Append(value);
    }
}
