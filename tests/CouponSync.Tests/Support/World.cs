using System.Globalization;
using System.Net;
using CouponSync.Cli;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;

namespace CouponSync.Tests.Support;

/// <summary>
/// What a run meets: an account, a clock, files, people at the terminal, and what goes wrong. <see cref="RunAsync"/> runs the
/// whole program in it, on a clock that moves by itself as fast as the program can go. Where the world is
/// <see cref="ServedAsync">served</see>, <see cref="Start"/> runs the program as a process, in real time, over the same files.
/// </summary>
internal sealed class World : IDisposable, IAsyncDisposable
{
    /// <summary>The test key the program runs with; it must be found nowhere.</summary>
    public const string TestKey = "sk_test_51ThisKeyIsASecret0123456789abcdef";

    /// <summary>A key of live mode.</summary>
    public const string LiveKey = "sk_live_51ThisKeyIsASecret0123456789abcdef";

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
    private EmulatorServer? _server;

    private World(int coupons, EmulatorOptions options, TimeProvider? time)
    {
        Clock = new ManualTimeProvider(time?.GetUtcNow());
        Emulator = new StripeEmulator(options, time ?? Clock);
        Emulator.Seed(Enumerable.Range(0, coupons).Select(static i => new EmulatorCoupon
        {
            Id = Id(i),
            Created = 1_600_000_000 + (i * 60),
            Terms = new EmulatorTerms { PercentOff = 10 },
            Metadata = EmulatorMetadata.From([new("order_id", "old")]),
        }));
    }

    /// <summary>An account in memory.</summary>
    /// <param name="coupons">How many coupons <c>C0, C1, ...</c> it has, each with an <c>order_id</c> of <c>old</c>.</param>
    /// <param name="options">What kind of account; null for one with Stripe's limits.</param>
    public static World With(int coupons = 0, EmulatorOptions? options = null) => new(coupons, options ?? new(), null);

    /// <summary>An account without limits behind a socket, for programs that are processes of their own.</summary>
    /// <param name="coupons">As of <see cref="With"/>.</param>
    /// <param name="connected">The ids of accounts connected to it.</param>
    public static async Task<World> ServedAsync(int coupons = 0, params string[] connected)
    {
        var world = new World(
            coupons, new EmulatorOptions { Limits = EmulatorLimits.None, ConnectedAccounts = connected }, TimeProvider.System);
        world._server = await EmulatorServer.StartAsync(world.Emulator);
        world.Variables["COUPONSYNC_Stripe__ApiBase"] = world._server.Address.GetLeftPart(UriPartial.Authority);
        world.Variables["COUPONSYNC_State__Directory"] = world.File("state");
        world.Variables["COUPONSYNC_Log__Directory"] = world.File("logs");
        world.Variables["COUPONSYNC_Throttle__Rate"] = "1000";
        return world;
    }

    /// <summary>The clock of everything in memory.</summary>
    public ManualTimeProvider Clock { get; }

    /// <summary>The program's clock; null for the one of everything else.</summary>
    public TimeProvider? ProgramClock { get; set; }

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

    /// <summary>How many writes the account carried out.</summary>
    public long Writes => Emulator.Counters.Snapshot().WritesApplied;

    /// <summary>The id of the coupon of a number.</summary>
    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"C{number}");

    /// <summary>Whether a coupon has what <see cref="WriteNew"/> gives it.</summary>
    public static bool IsNew(EmulatorCoupon coupon) => coupon.Metadata["order_id"] == $"new-{coupon.Id[1..]}";

    /// <summary>Adds a fault, such as <c>403@GET /v1/events</c>.</summary>
    public World And(string fault)
    {
        Emulator.Faults.Add(fault);
        return this;
    }

    /// <summary>Puts something between the program and the account.</summary>
    public World Through(Hop hop)
    {
        Transport = () => new HopHandler(hop) { InnerHandler = Emulator.CreateHandler() };
        return this;
    }

    /// <summary>Refuses some requests, and lets the others through.</summary>
    /// <param name="refused">Method and path, such as <c>POST /v1/coupons/C1</c>.</param>
    /// <param name="status">The answer.</param>
    public World Refusing(string refused, HttpStatusCode status) => Through((request, pass, _) =>
        $"{request.Method} {request.RequestUri!.AbsolutePath}" == refused
            ? Task.FromResult(HopHandler.Answer(status, """{"error":{"type":"invalid_request_error","code":"parameter_invalid","message":"Not this one"}}"""))
            : pass());

    /// <summary>Lets somebody answer who is notified.</summary>
    public World Notifying(Hop hop)
    {
        NotifyTransport = () => new HopHandler(hop);
        return this;
    }

    /// <summary>The path of a file in the world's directory.</summary>
    public string File(string name) => _directory.File(name);

    /// <summary>Writes a file into the world's directory.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text) => _directory.Write(name, text);

    /// <summary>Writes a file of rows <c>id,metadata[order_id]</c>.</summary>
    public string WriteRows(string name, IEnumerable<(string Id, string OrderId)> rows) =>
        Write(name, "id,metadata[order_id]\n" + string.Concat(rows.Select(static r => $"{r.Id},{r.OrderId}\n")));

    /// <summary>Writes a file that gives each of the coupons <c>C0, C1, ...</c> a new <c>order_id</c>: <c>new-0, new-1, ...</c></summary>
    public string WriteNew(int count, string name = "coupons.csv") =>
        WriteRows(name, Enumerable.Range(0, count).Select(static i => (Id(i), string.Create(CultureInfo.InvariantCulture, $"new-{i}"))));

    /// <summary>Writes a file that gives the first of the coupons <c>C0, C1, ...</c> a new <c>order_id</c>, and the others the one they have.</summary>
    public string WriteChanged(int count, int changed) =>
        WriteRows("coupons.csv", Enumerable.Range(0, count).Select(i => (Id(i), i < changed ? "new" : "old")));

    /// <summary>Syncs a file a day later.</summary>
    public Task<RunOutcome> NightAsync(string file, string fetch = "incremental", params string[] options)
    {
        Clock.Advance(TimeSpan.FromDays(1));
        return RunAsync(["sync", file, "--fetch", fetch, .. options]);
    }

    /// <summary>Plans a file without applying it.</summary>
    /// <returns>The saved plan.</returns>
    public async Task<string> PlanAsync(string input, params string[] options)
    {
        var plan = File("plan.jsonl");
        var run = await RunAsync(["sync", input, "--dry-run", "--plan", plan, .. options]);
        run.ExitCode.Should().Be(0, run.Out + run.Error);
        return plan;
    }

    /// <summary>Changes a metadata key as another client would.</summary>
    public void ChangeElsewhere(string id, string key, string value) => Emulator.UpdateMetadata(id, [KeyValuePair.Create(key, value)]);

    /// <summary>The <c>order_id</c> of a coupon.</summary>
    public string OrderId(string id) => Emulator.Find(id)!.Metadata["order_id"];

    /// <summary>Everything there is of the account, apart from what time does to it.</summary>
    public IReadOnlyList<string> Account() =>
    [
        .. Emulator.Coupons().OrderBy(static c => c.Id, StringComparer.Ordinal).Select(static c =>
            $"{c.Id}|{c.Name}|{c.Terms.PercentOff}|{c.Terms.AmountOff}|"
            + string.Join(';', c.Metadata.OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => $"{m.Key}={m.Value}"))),
    ];

    /// <summary>The directories of the runs, the oldest first.</summary>
    public IReadOnlyList<string> Runs() => System.IO.Directory.Exists(File("state/runs"))
        ? [.. System.IO.Directory.GetDirectories(File("state/runs")).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>All of the log.</summary>
    public string Log() => string.Concat(System.IO.Directory.GetFiles(File("logs")).Order(StringComparer.Ordinal).Select(static path =>
    {
        // It may still be open.
        using var log = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return log.ReadToEnd();
    }));

    /// <summary>Runs a command line with the world's state and log directories.</summary>
    public Task<RunOutcome> RunAsync(params string[] arguments) => RunRawAsync(
        arguments[0] is "check" || arguments[0].StartsWith('-') ? arguments
        : arguments[0] is "runs" ? [.. arguments, "--state-dir", File("state")]
        : [.. arguments, "--state-dir", File("state"), "--log-dir", File("logs")]);

    /// <summary>Runs a command line as it is.</summary>
    public async Task<RunOutcome> RunRawAsync(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var before = Runs();
        var exitCode = await Clock.RunAsync(() => CommandLine.RunAsync(arguments, new ProgramHost
        {
            Out = Out ?? output,
            Error = Error ?? TextWriter.Synchronized(error),
            OpenInput = () => new MemoryStream(Input),
            ReadAnswer = ReadAnswer ?? (() => Task.FromResult(Answer)),
            OpenTerminal = () => ControllingTerminal,
            Terminal = Terminal ?? new TerminalFacts { InputIsTerminal = Answer is not null, ErrorIsTerminal = Answer is not null },
            Environment = Variables,
            Time = ProgramClock ?? Clock,
            Random = _random,
            Transport = Transport ?? Emulator.CreateHandler,
            NotifyTransport = NotifyTransport,
            Stop = Stop.Token,
            Abort = Abort.Token,
        }));
        return new RunOutcome(exitCode, output.ToString(), error.ToString(), Runs().Except(before).SingleOrDefault());
    }

    /// <summary>Starts the program as a process.</summary>
    public RealProcess Start(params IEnumerable<string> arguments) => RealProcess.Start(this, new("dotnet"), arguments);

    /// <summary>Starts it from a shell, which has the program and the arguments as <c>"$@"</c>.</summary>
    public RealProcess StartInShell(string script, params IEnumerable<string> arguments) =>
        RealProcess.Start(this, new("/bin/bash", ["-c", script, "bash", "dotnet"]), arguments);

    /// <summary>Runs the program as a process, to its end.</summary>
    public async Task<RunOutcome> RunProcessAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop.Dispose();
        Abort.Dispose();
        _directory.Dispose();
    }
}
