using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsvHelper;

namespace CouponSync.Comparison;

/// <summary>
/// What a side's runs wrote, without what two runs of one program do not have in common: the names of runs and requests,
/// the present time and how long things took, the directory and the server's address.
/// </summary>
/// <param name="directory">The side's directory.</param>
/// <param name="start">When the scenario began: instants near it are the present.</param>
internal sealed partial class Normalised(string directory, DateTimeOffset start)
{
    /// <summary>JSON that people read in a difference.</summary>
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, string> _runs = new(StringComparer.Ordinal);

    /// <summary>Any text.</summary>
    public string Text(string text)
    {
        text = text.Replace(directory, "<directory>", StringComparison.Ordinal);
        text = Server().Replace(text, "<server>");
        text = Process().Replace(text, "process <number>");
        text = RunId().Replace(text, m => _runs.TryGetValue(m.Value, out var known) ? known : _runs[m.Value] = $"<run {_runs.Count + 1}>");
        text = RequestId().Replace(text, "<request>");
        text = Instant().Replace(text, m => IsPresent(DateTimeOffset.Parse(m.Value.Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)) ? "<time>" : m.Value);
        text = UnixTime().Replace(text, m => IsPresent(DateTimeOffset.FromUnixTimeSeconds(long.Parse(m.Value, CultureInfo.InvariantCulture))) ? "<time>" : m.Value);
        return Took().Replace(text, "<duration>");
    }

    /// <summary>A page, a line an element, and a line a field of the data it carries.</summary>
    public string Page(string text)
    {
        var data = PageData().Match(text);
        return Text(text.Remove(data.Index, data.Length).Replace("><", ">\n<", StringComparison.Ordinal)) + "\n" + Json(data.Value);
    }

    /// <summary>CSV, a line a cell.</summary>
    public string Csv(string text)
    {
        using var csv = CsvReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)), new CsvReaderOptions { Separator = ',', HasHeader = false });
        var lines = new List<string>();
        List<string>? header = null;
        for (var row = 0; csv.Read(); row++)
        {
            var cells = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToList();
            if (header is null)
            {
                header = cells;
                lines.Add($"columns: {string.Join(", ", cells)}");
                continue;
            }

            lines.AddRange(cells.Select((cell, i) =>
                string.Create(CultureInfo.InvariantCulture, $"row {row}, {header.ElementAtOrDefault(i) ?? "beyond"}: {JsonSerializer.Serialize(cell, Readable)}")));
        }

        return Text(string.Join('\n', lines));
    }

    /// <summary>Standard error: what it says of progress depends on how fast the machine is.</summary>
    public string Errors(string text) =>
        string.Join('\n', Text(text).Split('\n').Where(static line => !Progress().IsMatch(line)));

    /// <summary>A plan, byte by byte; the check at the end of each line, which covers the run's name, is verified and left out.</summary>
    public string Plan(string text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var lines = text.Split('\n').Select(line =>
        {
            if (Check().Match(line) is not { Success: true } check)
            {
                return line;
            }

            var open = line[..check.Index];
            hash.AppendData(Encoding.UTF8.GetBytes(open + "}\n"));
            return Convert.ToHexStringLower(hash.GetCurrentHash())[..8] == check.Groups[1].Value ? open : $"{line} <wrong check>";
        });
        return Text(string.Join('\n', lines));
    }

    /// <summary>
    /// Results, in the plan's order, a line a field. Where changes are noted before they are sent, it is verified that each was
    /// noted under the key of its result, which may have something behind it; the notes that a result follows are left out.
    /// </summary>
    public string Results(string text)
    {
        var lines = new List<JsonObject>();
        var notes = new Dictionary<int, JsonObject>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonNode.Parse(l)!.AsObject()))
        {
            if (line["sending"] is not null)
            {
                notes[(int)line["seq"]!] = line;
                continue;
            }

            lines.Add(line);
            if ((int?)line["attempts"] > 0 && line["madeBy"] is null && lines[0]["boot"] is not null)
            {
                notes.Remove((int)line["seq"]!, out var note);
                if (note is null || !((string)line["idempotencyKey"]!).StartsWith((string)note["sending"]!, StringComparison.Ordinal))
                {
                    line["noted"] = "not before it was sent";
                }
            }
        }

        return string.Join('\n', lines.Concat(notes.Values).OrderBy(static line => (int?)line["seq"] ?? int.MaxValue).Select(line =>
            Json(line["seq"] is { } sequence ? new JsonObject { [$"change {sequence}"] = line }.ToJsonString() : line.ToJsonString())));
    }

    /// <summary>JSON, a line a field.</summary>
    public string Json(string text)
    {
        var lines = new List<string>();
        using var json = JsonDocument.Parse(text);
        Flatten("", json.RootElement, lines);
        return Text(string.Join('\n', lines));
    }

    /// <summary>Metrics, without times and durations.</summary>
    public string Metrics(string text) => Measured().Replace(Text(text), "$1 <measured>");

    private static void Flatten(string path, JsonElement json, List<string> lines)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when json.EnumerateObject().Any():
                foreach (var member in json.EnumerateObject())
                {
                    Flatten(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value, lines);
                }

                break;
            case JsonValueKind.Array when json.GetArrayLength() > 0:
                foreach (var (i, element) in json.EnumerateArray().Index())
                {
                    Flatten(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), element, lines);
                }

                break;
            default:
                lines.Add($"{path}: {JsonSerializer.Serialize(json, Readable)}");
                break;
        }
    }

    private bool IsPresent(DateTimeOffset instant) => instant > start.AddDays(-1) && instant < start.AddDays(90);

    [GeneratedRegex(@"(http://)?127\.0\.0\.1:\d+")]
    private static partial Regex Server();

    [GeneratedRegex(@"\bprocess \d+")]
    private static partial Regex Process();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{4}")]
    private static partial Regex RunId();

    [GeneratedRegex(@"\breq_[A-Za-z0-9]+")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z|[+-]\d\d:\d\d)?|\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC")]
    private static partial Regex Instant();

    [GeneratedRegex(@"(?<![\w.])1[789]\d{8}(?![\w.])")]
    private static partial Regex UnixTime();

    // In reports, on the page, and in the last column of the runs.
    [GeneratedRegex(@"(?m)(?<=\b[tT]ook( +|</dt>\n?<dd>))[\d.]+ (ms|s|min|h)\b( \d+ (s|min)\b)?|(?<=\S) +([\d.]+ (s|min)( \d+ s)?|TOOK)$")]
    private static partial Regex Took();

    [GeneratedRegex(@"^(Reading the file|Reading Stripe|Planning|Applying)\b")]
    private static partial Regex Progress();

    [GeneratedRegex(@",""check"":""([0-9a-f]{8})""\}$")]
    private static partial Regex Check();

    [GeneratedRegex(@"(?s)(?<=<script type=""application/json"" id=""data"">).*?(?=</script>)")]
    private static partial Regex PageData();

    [GeneratedRegex(@"(?m)^(\w*(?:seconds|timestamp)\w*(?:\{.*\})?) \S+$")]
    private static partial Regex Measured();
}
