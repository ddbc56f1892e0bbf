using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

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
    /// <exception cref="PlanFormatException">It is cut short, edited, or not a plan.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PlanFile Open(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        PlanHeader? header = null;
        PlanFile? plan = null;
        long number = 0;
        long changes = 0;
        foreach (var line in Lines(path))
        {
            number++;
            if (plan is not null)
            {
                throw new PlanFormatException(path, number, "there is more after the plan's last line; were two plans joined?");
            }

            using var json = Parse(path, number, line);
            if (header is null)
            {
                header = Read(path, number, json, PlanJson.ReadHeader);
            }
            else if (json.RootElement.TryGetProperty("end", out var end))
            {
                var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
                if (end.GetProperty("changes").GetInt64() != changes || end.GetProperty("sha256").GetString() != sha256)
                {
                    throw new PlanFormatException(path, number, "the plan was edited after it was made; make a new one with --dry-run --plan");
                }

                plan = new PlanFile(path, header, changes, sha256);
                continue;
            }
            else
            {
                var change = Read(path, number, json, PlanJson.ReadChange);
                changes++;
                if (change.Sequence != changes)
                {
                    throw new PlanFormatException(path, number, $"change {change.Sequence} stands where change {changes} belongs");
                }
            }

            hash.AppendData(Encoding.UTF8.GetBytes(line));
            hash.AppendData("\n"u8);
        }

        return plan ?? throw new PlanFormatException(path, Math.Max(number, 1), number == 0
            ? "the file is empty"
            : "the plan ends here, before its last line; it was cut short");
    }

    /// <summary>Streams the changes in order.</summary>
    public IEnumerable<PlannedChange> Changes()
    {
        long number = 0;
        foreach (var line in Lines(Path))
        {
            number++;
            if (number == 1)
            {
                continue;
            }

            if (number > ChangeCount + 1)
            {
                yield break;
            }

            using var json = Parse(Path, number, line);
            yield return Read(Path, number, json, PlanJson.ReadChange);
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
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            throw new PlanFormatException(path, number, "this line is not whole JSON; the plan was cut short or edited");
        }
    }

    private static T Read<T>(string path, long number, JsonDocument json, Func<JsonElement, T> read)
    {
        try
        {
            return read(json.RootElement);
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PlanFormatException(path, number, e.Message);
        }
    }
}
