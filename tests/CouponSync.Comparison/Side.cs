using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CsvHelper;

namespace CouponSync.Comparison;

/// <summary>One thing that was seen of a side.</summary>
/// <param name="Step">After which step.</param>
/// <param name="Part">What it is, such as <c>exit code</c> or <c>report.json</c>.</param>
/// <param name="Text">What was seen, normalised, in lines.</param>
internal sealed record Observation(string Step, string Part, string Text);

/// <summary>One of the two programs in one scenario: its account, its directory, and what was seen of it.</summary>
internal sealed partial class Side
{
    private const int MostSeconds = 120;

    private readonly string _program;
    private readonly string _directory;
    private readonly Normalised _normalised;
    private readonly List<Observation> _seen = [];
    private readonly List<string> _runs = [];
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private EmulatorServer _server = null!;
    private string _step = "";
    private string _sha256 = "";
    private bool _isMeanwhile;

    private Side(Scenario scenario, string program, string directory, DateTimeOffset start)
    {
        _program = program;
        _directory = directory;
        _normalised = new Normalised(directory, start);
        Directory.CreateDirectory(Path.Combine(directory, "..", Path.GetFileName(directory) + "-tmp"));
        Directory.CreateDirectory(directory);
        Clock = new SteadyClock(start);
        Emulator = new StripeEmulator(scenario.Account with { Limits = EmulatorLimits.None, RequestLogCapacity = 0 }, Clock);
        scenario.Seed(Emulator);
    }

    /// <summary>The account.</summary>
    public StripeEmulator Emulator { get; }

    /// <summary>The account's clock.</summary>
    public SteadyClock Clock { get; }

    /// <summary>
    /// The environment. One request at a time, without pauses worth waiting for, so that everything happens in one order; and
    /// without the audit, whose pages are chosen by chance.
    /// </summary>
    public Dictionary<string, string?> Variables { get; } = new(StringComparer.Ordinal)
    {
        ["STRIPE_API_KEY"] = "sk_test_51ThisKeyIsASecret0123456789abcdef",
        ["COUPONSYNC_Throttle__Rate"] = "2000",
        ["COUPONSYNC_Throttle__MaxInFlight"] = "1",
        ["COUPONSYNC_Snapshot__AuditPages"] = "0",
        ["COUPONSYNC_Retry__BaseDelay"] = "5ms",
        ["COUPONSYNC_Retry__MaxDelay"] = "20ms",
        ["XDG_RUNTIME_DIR"] = "",
        ["NO_PROXY"] = "127.0.0.1",
        ["NO_COLOR"] = null,
    };

    /// <summary>Plays a scenario.</summary>
    /// <returns>What was seen.</returns>
    public static async Task<IReadOnlyList<Observation>> PlayAsync(Scenario scenario, string program, string directory, DateTimeOffset start)
    {
        var side = new Side(scenario, program, directory, start);
        await using var server = side._server = await EmulatorServer.StartAsync(side.Emulator);
        side.Variables["COUPONSYNC_Stripe__ApiBase"] = server.Address.ToString().TrimEnd('/');
        foreach (var (number, step) in scenario.Steps.Index())
        {
            side._step = string.Create(CultureInfo.InvariantCulture, $"step {number + 1}: {step.Label}");
            try
            {
                await step.Play(side);
            }
            catch (Exception e) when (e is ArgumentException or IOException)
            {
                // A run or a file is not there that the step needs: that is something one can see, too.
                side.See("not possible", e.Message);
            }
        }

        side._step = "in the end";
        side.See("account", string.Join('\n', ((bool[])[false, true])
            .SelectMany(live => side.Emulator.Coupons(live).Select(c => Describe(c, live, side.Emulator.WritesApplied(c.Id, live))))
            .Order(StringComparer.Ordinal)));
        return side._seen;
    }

    /// <summary>The path of a file in the side's directory.</summary>
    public string PathOf(string name) => Path.Combine(_directory, Expand(name));

    /// <summary>Writes a file that is not looked at.</summary>
    public void Write(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        _files[Expand(name)] = Convert.ToBase64String(content);
    }

    /// <summary>
    /// Replaces <c>{run1}</c>, <c>{run2}</c> ... by the ids of the side's runs in their order, and <c>{sha256}</c> by the
    /// SHA-256 of the last plan.
    /// </summary>
    public string Expand(string text) =>
        RunPlace().Replace(text, m => _runs[int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) - 1])
            .Replace("{sha256}", _sha256, StringComparison.Ordinal);

    /// <summary>Runs a command line and looks at everything it did.</summary>
    public async Task RunAsync(string line, byte[]? input, Interruption? interruption = null)
    {
        NewRuns();
        if (!_isMeanwhile)
        {
            Emulator.Counters.Clear();
        }

        if (interruption is not null)
        {
            Emulator.Faults.Clear();
            Emulator.Faults.Add(interruption.Fault);
        }

        var (exitCode, output, error) = await StartAsync(line, input, interruption);
        if (interruption is not null)
        {
            Emulator.Faults.Clear();
        }

        See("exit code", exitCode.ToString(CultureInfo.InvariantCulture));
        See("standard output", _normalised.Text(output));
        if (interruption?.Signal != "KILL")
        {
            See("standard error", _normalised.Errors(error));
        }

        foreach (var run in NewRuns())
        {
            SeeRun(run);
        }

        foreach (var path in Directory.EnumerateFiles(_directory).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            var content = Convert.ToBase64String(await File.ReadAllBytesAsync(path));
            if (_files.GetValueOrDefault(name) != content)
            {
                _files[name] = content;
                SeeFile(name, path);
            }
        }

        if (!_isMeanwhile)
        {
            See("requests", string.Join('\n', Emulator.Counters.Snapshot().ByEndpoint
                .SelectMany(static e => e.Value.Select(s => string.Create(CultureInfo.InvariantCulture, $"{e.Key} {s.Key}: {s.Value}"))).Order(StringComparer.Ordinal)));
        }
    }

    private async Task<(int ExitCode, string Output, string Error)> StartAsync(string line, byte[]? input, Interruption? interruption)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(_program);
        foreach (var word in Words().Matches(line).Select(static m => m.Value))
        {
            start.ArgumentList.Add(Expand(word.Trim('\'')));
        }

        foreach (var name in start.Environment.Keys.Where(static n => n.StartsWith("COUPONSYNC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        // Runs on one account meet in a directory of the machine; each side is a machine of its own.
        start.Environment["TMPDIR"] = _directory + "-tmp";
        var written = Writes();
        using var process = Process.Start(start)!;
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(MostSeconds));
        await using var killed = tooLong.Token.Register(process.Kill);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input ?? []);
        process.StandardInput.Close();
        if (interruption is not null)
        {
            // A fault counts before the request is carried out, so one that comes after it is waited for by what was written.
            while (!process.HasExited && (interruption.Fault.Kind == FaultKind.HangAfter
                ? Writes() - written <= interruption.Fault.Skip
                : Emulator.Faults.Hits()[0].Value == 0))
            {
                await Task.Delay(10);
            }

            var outer = _step;
            _isMeanwhile = true;
            foreach (var step in interruption.Meanwhile)
            {
                _step = $"{outer}, meanwhile {step.Label}";
                await step.Play(this);
            }

            (_step, _isMeanwhile) = (outer, false);
            using var kill = Process.Start("kill", [$"-{interruption.Signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        while (interruption is not null && !tooLong.IsCancellationRequested && Emulator.Counters.Snapshot().Faults.Values.Sum() < Emulator.Faults.Hits()[0].Value)
        {
            // The server notices that nobody waits for the held request any more, and counts it.
            await Task.Delay(10);
        }

        return (process.ExitCode, await output, await error);
    }

    private void SeeRun(string run)
    {
        var directory = Path.Combine(_directory, ".couponsync", "runs", run);
        See("files of the run", string.Join('\n', Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        foreach (var path in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            SeeFile(Path.GetFileName(path), path);
        }
    }

    private void SeeFile(string name, string path)
    {
        var text = File.ReadAllText(path);
        if (PlanDigest().Matches(text) is [.., var last])
        {
            _sha256 = last.Groups[1].Value;
        }

        string seen;
        try
        {
            seen = Path.GetExtension(name) switch
            {
                ".jsonl" when text.StartsWith("{\"schema\":\"couponsync.plan/", StringComparison.Ordinal) => _normalised.Plan(text),
                ".jsonl" => _normalised.Results(text),
                ".json" => _normalised.Json(text),
                ".prom" => _normalised.Metrics(text),
                ".html" => _normalised.Page(text),
                ".csv" when name == "errors.csv" => _normalised.Csv(text),
                ".csv" or ".md" => _normalised.Text(text),
                _ => $"{text.Length} characters",
            };
        }
        catch (Exception e) when (e is JsonException or CsvFormatException)
        {
            seen = $"{e.Message}\n{_normalised.Text(text)}";
        }

        See(name, seen);
    }

    private long Writes() => Emulator.Coupons().Sum(c => (long)Emulator.WritesApplied(c.Id));

    private void See(string part, string text) => _seen.Add(new Observation(_step, part, text));

    // Runs of one second are not ordered by their names, so each is noted when it is first seen.
    private List<string> NewRuns()
    {
        var runs = Path.Combine(_directory, ".couponsync", "runs");
        var found = Directory.Exists(runs) ? Directory.EnumerateDirectories(runs).Select(static d => Path.GetFileName(d)).Except(_runs).Order(StringComparer.Ordinal).ToList() : [];
        _runs.AddRange(found);
        return found;
    }

    private static string Describe(EmulatorCoupon coupon, bool live, int writes)
    {
        var state = new { coupon.Name, coupon.Terms, Metadata = coupon.Metadata.OrderBy(static m => m.Key, StringComparer.Ordinal) };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{coupon.Id}{(live ? " (live)" : "")}, written {writes} times: {JsonSerializer.Serialize(state, Normalised.Readable)}");
    }

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\{run(\d+)\}")]
    private static partial Regex RunPlace();

    [GeneratedRegex(@"""end"":\{""changes"":\d+,""sha256"":""([0-9a-f]{64})""\}")]
    private static partial Regex PlanDigest();
}
