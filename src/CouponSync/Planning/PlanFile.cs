using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CouponSync.Coupons;
using CouponSync.Files;

namespace CouponSync.Planning;

/// <summary>
/// A complete plan on disk. It is read to its end and proved whole when it is opened, and then streamed one change
/// at a time as often as wanted.
/// </summary>
internal sealed class PlanFile
{
    private PlanFile(string path, PlanHeader header, long changes, string sha256)
    {
        Path = path;
        Header = header;
        ChangeCount = changes;
        Sha256 = sha256;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its first line.</summary>
    public PlanHeader Header { get; }

    /// <summary>How many changes it has.</summary>
    public long ChangeCount { get; }

    /// <summary>The SHA-256 over its header and changes, in lower case hex.</summary>
    public string Sha256 { get; }

    /// <summary>Opens a plan and proves it whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it, when it is a copy; null for its own name.</param>
    /// <exception cref="PlanFormatException">It is cut short, edited, or not a plan.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PlanFile Open(string path, string? name = null)
    {
        name ??= path;
        using var digest = new PlanDigest();
        PlanHeader? header = null;
        PlanFile? plan = null;
        long number = 0;
        long changes = 0;
        foreach (var line in Lines(path))
        {
            number++;
            if (plan is not null)
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                throw new PlanFormatException(name, number, "there is more after the plan's last line; were two plans joined?");
            }

            if (header is null)
            {
                var first = ReadHeader(name, line);
                Verify(name, number, line, open => digest.Append(open, first));
                header = first;
            }
            else if (IsEnd(line))
            {
                plan = Read(name, number, line, PlanJson.Default.PlanLine).End is { } end && end.Changes == changes && end.Sha256 == digest.Sha256
                    ? new PlanFile(path, header, changes, end.Sha256)
                    : throw Edited(name, number);
            }
            else if (IsLeft(line))
            {
                Verify(name, number, line, digest.Append);
                _ = Read(name, number, line, PlanJson.Default.PlanLine).Left ?? throw Edited(name, number);
            }
            else
            {
                var change = Read(name, number, line, PlanJson.Default.PlanChange).AsChange();
                Verify(name, number, line, digest.AppendChange);
                changes++;
                if (change.Sequence != changes)
                {
                    throw new PlanFormatException(name, number, $"change {change.Sequence} stands where change {changes} belongs");
                }
            }
        }

        return plan ?? throw new PlanFormatException(name, Math.Max(number, 1), number == 0
            ? "the file is empty"
            : "the plan ends here, before its last line; it was cut short");
    }

    /// <summary>Reads what a plan says of itself, without proving the rest; null where the file has no line.</summary>
    /// <exception cref="PlanFormatException">It is not a plan.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PlanHeader? HeaderOf(string path) => Lines(path).FirstOrDefault() is { } line ? ReadHeader(path, line) : null;

    /// <summary>Streams the changes in order.</summary>
    public IEnumerable<PlannedChange> Changes() =>
        Entries().Where(static e => !IsLeft(e.Line)).Select(e => Read(Path, e.Number, e.Line, PlanJson.Default.PlanChange).AsChange());

    /// <summary>Streams what the plan leaves as it is.</summary>
    public IEnumerable<Problem> Left() =>
        Entries().Where(static e => IsLeft(e.Line)).Select(e => Read(Path, e.Number, e.Line, PlanJson.Default.PlanLine).Left!.AsProblem());

    /// <summary>Vouches for a file this process has just completed, without reading it again.</summary>
    public static PlanFile Completed(string path, PlanHeader header, long changes, string sha256) =>
        new(path, header, changes, sha256);

    // The lines between the first and the last one, and where they stand.
    private IEnumerable<(long Number, string Line)> Entries() =>
        Lines(Path).Select(static (line, i) => (i + 1L, line)).Skip(1).TakeWhile(static e => !IsEnd(e.line));

    private static IEnumerable<string> Lines(string path)
    {
        using var lines = BoundedStream.ReadLines(path).GetEnumerator();
        for (long number = 1; MovesOn(number); number++)
        {
            yield return lines.Current;
        }

        bool MovesOn(long number)
        {
            try
            {
                return lines.MoveNext();
            }
            catch (TooLongException e)
            {
                throw new PlanFormatException(path, number, $"this is not a plan: {e.Message}");
            }
        }
    }

    // Whoever wrote these lines wrote this property first; a line of another form is not one that was sealed.
    private static bool IsEnd(string line) => line.StartsWith("{\"end\":", StringComparison.Ordinal);

    private static bool IsLeft(string line) => line.StartsWith("{\"left\":", StringComparison.Ordinal);

    private static PlanHeader ReadHeader(string path, string line)
    {
        var schema = Read(path, 1, line, PlanJson.Default.PlanLine).Schema;
        if (schema is not (PlanHeader.SchemaOfValues or PlanHeader.SchemaOfCurrencies))
        {
            throw new PlanFormatException(path, 1, schema is null
                ? "this is not a plan: its first line has no schema"
                : $"the plan's schema is '{schema}', this version reads '{PlanHeader.SchemaOfValues}' and '{PlanHeader.SchemaOfCurrencies}'");
        }

        return Read(path, 1, line, PlanJson.Default.PlanHeader);
    }

    private static T Read<T>(string path, long number, string line, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new PlanFormatException(path, number, number == 1
                ? "this is not a plan: its first line is not the JSON that a plan begins with"
                : "this line is not whole JSON, or not of a plan; the plan was cut short or edited");
        }
    }

    private static void Verify(string path, long number, string line, Func<ReadOnlySpan<byte>, string> append)
    {
        var bytes = Encoding.UTF8.GetBytes(line).AsSpan();
        var tail = PlanDigest.CheckStart.Length + PlanDigest.CheckLength + PlanDigest.CheckEnd.Length;
        if (bytes.Length <= tail
            || !bytes[^tail..].StartsWith(PlanDigest.CheckStart)
            || !bytes.EndsWith(PlanDigest.CheckEnd)
            || append(bytes[..^tail]) != Encoding.ASCII.GetString(bytes[^(tail - PlanDigest.CheckStart.Length)..^PlanDigest.CheckEnd.Length]))
        {
            throw Edited(path, number);
        }
    }

    private static PlanFormatException Edited(string path, long number) =>
        new(path, number, "the plan was edited here after it was made, or a line before this one is missing; make a new plan with --dry-run --plan");
}
