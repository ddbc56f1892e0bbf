using System.Text;
using System.Text.Json;
using CouponSync.Coupons;

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

            using var json = Parse(name, number, line);
            if (header is null)
            {
                var first = Read(name, number, json, PlanJson.ReadHeader);
                header = first;
                Verify(name, number, line, open => digest.Append(open, first));
            }
            else if (json.RootElement.TryGetProperty("end", out var end))
            {
                var (count, sha256) = Read(name, number, end, PlanJson.ReadEnd);
                plan = count == changes && sha256 == digest.Sha256
                    ? new PlanFile(path, header, changes, sha256)
                    : throw Edited(name, number);
            }
            else if (json.RootElement.TryGetProperty("left", out var left))
            {
                Verify(name, number, line, digest.Append);
                _ = Read(name, number, left, PlanJson.ReadLeft);
            }
            else
            {
                Verify(name, number, line, digest.AppendChange);
                var change = Read(name, number, json, PlanJson.ReadChange);
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

    /// <summary>Streams the changes in order.</summary>
    public IEnumerable<PlannedChange> Changes() => Entries(static json => !json.TryGetProperty("left", out _), PlanJson.ReadChange);

    /// <summary>Streams what the plan leaves as it is.</summary>
    public IEnumerable<Problem> Left() => Entries(
        static json => json.TryGetProperty("left", out _), static json => PlanJson.ReadLeft(json.GetProperty("left")));

    private IEnumerable<T> Entries<T>(Func<JsonElement, bool> isWanted, Func<JsonElement, T> read)
    {
        long number = 0;
        foreach (var line in Lines(Path))
        {
            number++;
            if (number == 1)
            {
                continue;
            }

            using var json = Parse(Path, number, line);
            if (json.RootElement.TryGetProperty("end", out _))
            {
                yield break;
            }

            if (isWanted(json.RootElement))
            {
                yield return Read(Path, number, json, read);
            }
        }
    }

    /// <summary>Vouches for a file this process has just completed, without reading it again.</summary>
    public static PlanFile Completed(string path, PlanHeader header, long changes, string sha256) =>
        new(path, header, changes, sha256);

    private static IEnumerable<string> Lines(string path) => File.ReadLines(path, Encoding.UTF8);

    private static JsonDocument Parse(string path, long number, string line)
    {
        try
        {
            var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json
                : throw new PlanFormatException(path, number, "this line is no JSON object; this is not a plan");
        }
        catch (JsonException)
        {
            throw new PlanFormatException(path, number, number == 1
                ? "this is not a plan: its first line is not JSON"
                : "this line is not whole JSON; the plan was cut short or edited");
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

    private static T Read<T>(string path, long number, JsonDocument json, Func<JsonElement, T> read) =>
        Read(path, number, json.RootElement, read);

    private static T Read<T>(string path, long number, JsonElement json, Func<JsonElement, T> read)
    {
        try
        {
            return read(json);
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PlanFormatException(path, number, e.Message);
        }
    }
}
