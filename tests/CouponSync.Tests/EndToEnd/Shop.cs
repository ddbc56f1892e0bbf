using System.Globalization;
using System.Text.Json;
using CouponSync.Cli;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>
/// An emulated account, a state directory and the whole program over them, on a clock that moves by itself as fast as
/// the program can go.
/// </summary>
internal sealed class Shop : IDisposable
{
    /// <summary>The test key the program runs with; it must be found nowhere.</summary>
    public const string TestKey = "sk_test_51ThisKeyIsASecret0123456789abcdef";

    /// <summary>A process around nothing.</summary>
    public static readonly ProgramHost NoHost = new()
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        OpenInput = static () => Stream.Null,
        ReadAnswer = static () => Task.FromResult<string?>(null),
        Environment = new Dictionary<string, string>(),
        Time = TimeProvider.System,
        Random = Random.Shared,
    };

    private readonly TemporaryDirectory _directory = new();
    private readonly Random _random = new(20261122);

    /// <summary>Makes an account.</summary>
    /// <param name="options">The emulator's options.</param>
    public Shop(EmulatorOptions? options = null) => Emulator = new StripeEmulator(options ?? new EmulatorOptions(), Clock);

    /// <summary>The clock of everything.</summary>
    public ManualTimeProvider Clock { get; } = new();

    /// <summary>The account.</summary>
    public StripeEmulator Emulator { get; }

    /// <summary>Where everything is kept.</summary>
    public string Directory => _directory.Path;

    /// <summary>Environment variables.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal) { ["STRIPE_API_KEY"] = TestKey };

    /// <summary>The transport in place of the emulator's; null for that.</summary>
    public Func<HttpMessageHandler>? Transport { get; set; }

    /// <summary>The transport to who is notified.</summary>
    public Func<HttpMessageHandler>? NotifyTransport { get; set; }

    /// <summary>What a question is answered with, and that there is somebody to ask.</summary>
    public string? Answer { get; set; }

    /// <summary>Waits for an answer in place of <see cref="Answer"/>.</summary>
    public Func<Task<string?>>? ReadAnswer { get; set; }

    /// <summary>What the streams are connected to; null for none of them, or with an <see cref="Answer"/> for all.</summary>
    public TerminalFacts? Terminal { get; set; }

    /// <summary>The controlling terminal, and what was written to it; null when there is none.</summary>
    public StringWriter? ControllingTerminal { get; set; }

    /// <summary>Standard input.</summary>
    public byte[] Input { get; set; } = [];

    /// <summary>Standard output, in place of one that is kept for the outcome.</summary>
    public TextWriter? Out { get; set; }

    /// <summary>Standard error, likewise.</summary>
    public TextWriter? Error { get; set; }

    /// <summary>Asks for an orderly stop of the next run.</summary>
    public CancellationTokenSource Stop { get; set; } = new();

    /// <summary>Gives up what is under way.</summary>
    public CancellationTokenSource Abort { get; } = new();

    /// <summary>Writes a file into the shop's directory.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text) => _directory.Write(name, text);

    /// <summary>The path of a file in the shop's directory.</summary>
    public string File(string name) => _directory.File(name);

    /// <summary>Writes a file of rows <c>id,metadata[order_id]</c>.</summary>
    public string WriteRows(string name, IEnumerable<(string Id, string OrderId)> rows) =>
        Write(name, "id,metadata[order_id]\n" + string.Concat(rows.Select(static r => $"{r.Id},{r.OrderId}\n")));

    /// <summary>Adds coupons <c>C0, C1, ...</c>, each with an <c>order_id</c> of <c>old</c>.</summary>
    public void SeedPlain(int count)
    {
        var lines = string.Concat(Enumerable.Range(0, count).Select(static i => string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"id\":\"C{i}\",\"object\":\"coupon\",\"created\":{1_600_000_000 + (i * 60)},\"percent_off\":10,\"duration\":\"once\",\"livemode\":false,\"metadata\":{{\"order_id\":\"old\"}}}}\n")));
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(lines));
        Emulator.SeedJsonLines(stream);
    }

    /// <summary>Runs a command line with the shop's state and log directories.</summary>
    public Task<RunOutcome> RunAsync(params string[] arguments) => RunRawAsync(
        [.. arguments, "--state-dir", File("state"), "--log-dir", File("logs")]);

    /// <summary>Runs a command line as it is.</summary>
    public async Task<RunOutcome> RunRawAsync(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var before = RunDirectories();
        var exitCode = await Clock.RunAsync(() => CommandLine.RunAsync(arguments, new ProgramHost
        {
            Out = Out ?? output,
            Error = Error ?? TextWriter.Synchronized(error),
            OpenInput = () => new MemoryStream(Input),
            ReadAnswer = ReadAnswer ?? (() => Task.FromResult(Answer)),
            OpenTerminal = () => ControllingTerminal,
            Terminal = Terminal ?? new TerminalFacts { InputIsTerminal = Answer is not null, ErrorIsTerminal = Answer is not null },
            Environment = Variables,
            Time = Clock,
            Random = _random,
            Transport = Transport ?? Emulator.CreateHandler,
            NotifyTransport = NotifyTransport,
            Stop = Stop.Token,
            Abort = Abort.Token,
        }));
        var run = RunDirectories().Except(before).SingleOrDefault();
        return new RunOutcome(exitCode, output.ToString(), error.ToString(), run);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop.Dispose();
        Abort.Dispose();
        _directory.Dispose();
    }

    private string[] RunDirectories() =>
        System.IO.Directory.Exists(File("state/runs")) ? System.IO.Directory.GetDirectories(File("state/runs")) : [];
}

/// <summary>How a command line ended.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Directory">The run's directory; null when it left none.</param>
internal sealed record RunOutcome(int ExitCode, string Out, string Error, string? Directory)
{
    /// <summary>The run's report.</summary>
    public JsonElement Report => JsonElement.Parse(System.IO.File.ReadAllBytes(Path.Combine(Directory!, "report.json")));

    /// <summary>A count of the report's summary.</summary>
    public long Count(string name) => Report.GetProperty("summary").GetProperty(name).GetInt64();

    /// <summary>The outcomes of the report's changes, by coupon.</summary>
    public IReadOnlyDictionary<string, string> Outcomes() => Report.GetProperty("changes").EnumerateArray().ToDictionary(
        static c => c.GetProperty("id").GetString()!, static c => c.GetProperty("outcome").GetString()!);

    /// <summary>The outcomes in the run's results, as they stand there.</summary>
    public IEnumerable<JsonElement> Results() => System.IO.File.ReadLines(Path.Combine(Directory!, "results.jsonl"))
        .Select(static line => JsonElement.Parse(line)).Where(static line => line.TryGetProperty("outcome", out _));

    /// <summary>A count of the report's requests.</summary>
    public long Requests(string name) => Report.GetProperty("requests").GetProperty(name).GetInt64();
}
