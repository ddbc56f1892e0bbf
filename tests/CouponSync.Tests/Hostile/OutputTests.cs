using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CouponSync.Cli;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Hostile;

/// <summary>Whatever a coupon, a file or a server holds: everything that people see is text, and nothing else.</summary>
public sealed partial class OutputTests : IDisposable
{
    private const string Marked = "</script><img src=x>";

    private readonly World _world = World.With();
    private readonly List<string> _console = [];
    private readonly List<string> _notified = [];

    public OutputTests()
    {
        _world.Variables["COUPONSYNC_Log__Level"] = "Verbose";
        _world.Variables["COUPONSYNC_Notify__IncludeValues"] = "true";
        _world.Notifying(async (request, _, cancellationToken) =>
        {
            _notified.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return HopHandler.Answer(HttpStatusCode.OK);
        });
        _world.Emulator.Seed(HostileTexts.All.SelectMany(static (text, i) => (EmulatorCoupon[])[Coupon($"H{i}", text), Coupon($"S{i}", text), Coupon(text, text)]));
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task No_output_obeys_what_it_shows()
    {
        await RunEverythingAsync();

        _console.Should().HaveCountGreaterThan(20);
        string.Concat(_console).Should().Contain("red", "the values are shown").And.Contain("forged").And.Contain("alert(1)");
        foreach (var text in _console)
        {
            HostileTexts.FindUnsafe(text).Should().BeNull();
            text.Split('\n').Should().NotContain(static line => line.StartsWith("ERR", StringComparison.Ordinal) || line.StartsWith("forged", StringComparison.Ordinal));
        }

        var log = _world.Log();
        HostileTexts.FindUnsafe(log).Should().BeNull();
        foreach (var line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonElement.Parse(line).GetProperty("@t").GetString().Should().StartWith("20").And.NotBe("2026");
        }

        foreach (var told in _notified)
        {
            HostileTexts.FindUnsafe(JsonElement.Parse(told).GetProperty("text").GetString()!).Should().BeNull();
            JsonElement.Parse(told).GetProperty("text").GetString().Should().NotContain("<").And.NotContain("@").And.NotContain("](");
        }

        foreach (var path in Directory.GetFiles(_world.Directory, "*", SearchOption.AllDirectories))
        {
            Check(path, await File.ReadAllTextAsync(path));
        }
    }

    [Fact]
    public async Task A_terminal_gets_no_sequence_but_the_programs_own()
    {
        _world.Answer = "yes";
        _world.Terminal = new TerminalFacts { InputIsTerminal = true, OutIsTerminal = true, ErrorIsTerminal = true, Width = 100 };
        var file = WriteRows("coupons.csv");

        await RunAsync("sync", file, "--dry-run", "--skip-invalid");
        await RunAsync("sync", file, "--skip-invalid", "--max-unsets", "100%");
        await RunAsync("get", "H0");
        await RunAsync("export");

        foreach (var text in _console)
        {
            // Colours and the lines of the progress are the program's own.
            HostileTexts.FindUnsafe(OwnSequences().Replace(text, "").Replace("\r", "", StringComparison.Ordinal)).Should().BeNull();
            text.Should().NotContain("\u001b[31mred");
        }
    }

    private async Task RunEverythingAsync()
    {
        var file = WriteRows("coupons.csv");
        string[] outputs =
        [
            "--report", _world.File("r.html"), "--report", _world.File("r.md"), "--report", _world.File("r.csv"), "--report", _world.File("r.json"),
            "--metrics", _world.File("m.prom"), "--notify-url", "https://hook.example/x",
        ];
        await RunAsync("check", file);
        await RunAsync(["sync", file, "--dry-run", .. outputs]);
        await RunAsync(["sync", file, "--dry-run", "--skip-invalid", "--plan", _world.File("plan.jsonl"), .. outputs]);
        await RunAsync(["sync", file, "--skip-invalid", "--log-format", "json", .. outputs]);
        var refuses = true;
        _world.Through(async (request, pass, _) => request.Method == HttpMethod.Post && refuses ? Refusal(request) : await pass());
        await RunAsync(["apply", _world.File("plan.jsonl"), .. outputs]);
        _world.Emulator.UpdateMetadata("H1", [KeyValuePair.Create("note", "changed meanwhile")]);
        await RunAsync(["sync", WriteRows("again.csv", from: 3), "--skip-invalid", "--max-failures", "100%", .. outputs]);
        await RunAsync("update", "H0", "-m", "a=1");
        refuses = false;
        foreach (var run in _world.Runs())
        {
            await RunAsync("runs", Path.GetFileName(run));
            await RunAsync(["revert", Path.GetFileName(run), "--dry-run", .. outputs]);
        }

        await RunAsync("runs");
        await RunAsync(["revert", Path.GetFileName(_world.Runs()[2]), .. outputs]);
        for (var i = 0; i < HostileTexts.All.Length; i++)
        {
            await RunAsync("get", $"H{i}");
            await RunAsync("get", HostileTexts.All[i]);
            await RunAsync("runs", HostileTexts.All[i]);
        }

        await RunAsync("export", "-o", _world.File("export.csv"));
        await RunAsync("export", "--ids-from", _world.Write("ids.txt", "id\n" + string.Concat(HostileTexts.All.Select(static t => $"missing {t}\n"))), "-o", _world.File("some.csv"));
        _world.Through((request, pass, _) => request.RequestUri!.AbsolutePath == "/v1/coupons" || request.Method == HttpMethod.Get
            ? Task.FromResult(Refusal(request))
            : pass());
        await RunAsync(["sync", WriteRows("late.csv", from: 5), "--skip-invalid", .. outputs]);
        await RunAsync("get", "H0");
        await RunAsync("export");
    }

    private async Task RunAsync(params string[] command)
    {
        var run = await _world.RunAsync(command);
        run.ExitCode.Should().BeOneOf([0, 1, 3, 4, 5, 7], "of {0}: {1}", command[0], run.Error);
        _console.Add(run.Error);
        _console.Add(run.Out);
    }

    private static void Check(string path, string text)
    {
        switch (Path.GetExtension(path))
        {
            case ".html":
                text.Should().NotContain("<img").And.NotContain("<svg onload").And.NotContain("<b>bold").And.NotContain("<script>alert");
                break;
            case ".md":
                HostileTexts.FindUnsafe(text).Should().BeNull(path);
                text.Should().NotContain("<img").And.NotContain("<script").And.NotContain("](http").And.NotContain("<!channel").And.NotContain("@everyone");
                break;
            case ".csv" when Path.GetFileName(path) is "r.csv" or "export.csv" or "some.csv" or "errors.csv":
                Cells(text).Should().NotContain(static c => c.Length > 0 && "=+-@\t\r\n＝＋－＠".Contains(c[0], StringComparison.Ordinal), path);
                break;
            case ".prom":
                text.Split('\n').Should().OnlyContain(static line => MetricsLine().IsMatch(line));
                break;
            case ".jsonl" or ".json" when !path.Contains("/emulator/", StringComparison.Ordinal):
                text.Any(static c => c is < ' ' and not '\n').Should().BeFalse(path);
                break;
        }
    }

    private static HttpResponseMessage Refusal(HttpRequestMessage request)
    {
        var text = HostileTexts.All[request.RequestUri!.AbsolutePath.Sum(static c => c) % HostileTexts.All.Length];
        var answer = HopHandler.Answer(HttpStatusCode.BadRequest, JsonSerializer.Serialize(new
        {
            error = new { type = "invalid_request_error", code = text, param = text, message = string.Join(' ', [text, Marked, "\u001b[31mred", "\nERR forged"]) },
        }));
        answer.Headers.TryAddWithoutValidation("Request-Id", "req_<img src=x>\u001b[31m\u202E");
        answer.Headers.TryAddWithoutValidation("Stripe-Notice", "notice <img src=x>\u001b[31m");
        return answer;
    }

    // Coupons H... get the next one's text, those named by a text, too; some are missing, and S... are unchanged.
    private string WriteRows(string name, int from = 1)
    {
        var rows = new StringBuilder("id,name,metadata[note],metadata[=key]\n");
        var all = HostileTexts.All;
        for (var i = 0; i < all.Length; i++)
        {
            var next = all[(i + from) % all.Length];
            Row(rows, $"H{i}", next, next, all[i]);
            Row(rows, $"S{i}", "", all[i], all[i]);
            Row(rows, all[i], "", next, "");
            Row(rows, "missing " + all[i], "", "x", "");
        }

        return _world.Write(name, rows.ToString());
    }

    private static void Row(StringBuilder rows, params string[] cells) =>
        rows.AppendJoin(',', cells.Select(static c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');

    private static EmulatorCoupon Coupon(string id, string text) => new()
    {
        Id = id,
        Created = 1_600_000_000,
        Name = text,
        Terms = new EmulatorTerms { PercentOff = 10 },
        Metadata = EmulatorMetadata.From([new("note", text), new("=key", text), new(text.Replace('[', '(').Replace(']', ')'), "v")]),
    };

    private static IEnumerable<string> Cells(string csv)
    {
        foreach (Match cell in CsvCell().Matches(csv))
        {
            yield return cell.Groups["quoted"].Success ? cell.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : cell.Groups["plain"].Value;
        }
    }

    [GeneratedRegex("(?<=^|[,\n])(?:\"(?<quoted>(?:[^\"]|\"\")*)\"|(?<plain>[^,\r\n]*))(?=[,\r\n]|$)")]
    private static partial Regex CsvCell();

    [GeneratedRegex("^(|# (HELP|TYPE) [a-z_]+ [^\\r]+|[a-z_]+(\\{([a-z]+=\"[A-Za-z0-9_-]*\",?)*\\})? -?[0-9.]+)$")]
    private static partial Regex MetricsLine();

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex OwnSequences();
}
