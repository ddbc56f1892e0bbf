using System.Globalization;
using System.Text.Json;
using CouponSync.Cli;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Simulation;

/// <summary>What happened in a month.</summary>
internal sealed class MonthResult
{
    /// <summary>What must not be, each as a sentence; none when all is well.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Runs started.</summary>
    public int Runs { get; set; }

    /// <summary>Runs killed.</summary>
    public int Kills { get; set; }

    /// <summary>Runs whose rows were checked against the account.</summary>
    public int Checked { get; set; }

    /// <summary>Runs that relied on events.</summary>
    public int Incremental { get; set; }

    /// <summary>Differences found that no event told.</summary>
    public long Drift { get; set; }

    /// <summary>Changes applied.</summary>
    public long Applied { get; set; }
}

/// <summary>
/// A month of nightly runs of the whole program over an account in memory, on a clock that moves by itself: everything
/// in it follows from the seed.
/// </summary>
internal sealed class SimulatedMonth : IDisposable
{
    private const string Key = "sk_test_simulation";
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    private readonly string _directory;
    private readonly Random _random;
    private readonly ManualTimeProvider _clock = new();
    private readonly StripeEmulator _emulator;
    private readonly SimulatedKill _kill;
    private readonly HostileTransport _transport;
    private readonly OtherPeople _others;
    private readonly MonthResult _result = new();
    private readonly TimeSpan _eventDelay;
    private readonly int _coupons;
    private readonly double _editsDuringRuns;
    private readonly Dictionary<string, string> _wanted = new(StringComparer.Ordinal);
    private readonly string _mode;

    private SimulatedMonth(int seed, string directory)
    {
        _directory = directory;
        _random = new Random(seed);
        _coupons = _random.Next(5, 260);
        _eventDelay = TimeSpan.FromSeconds(_random.Next(3) switch { 0 => 0, 1 => _random.Next(60), _ => _random.Next(840) });
        _editsDuringRuns = _random.Next(3) == 0 ? 0.1 : 0;
        _mode = _random.Next(3) == 0 ? "auto" : "incremental";
        _emulator = new StripeEmulator(
            new EmulatorOptions
            {
                Limits = EmulatorLimits.None,
                EventDelay = _eventDelay,
                ShuffleEventsWithinSecond = _random.Next(2) == 0,
                DeletedCouponAnswer = _random.Next(2) == 0 ? DeletedCouponAnswer.NotFound : DeletedCouponAnswer.DeletedTrue,
                EmitsCouponEvents = _random.Next(8) != 0,
                Seed = seed,
                RequestLogCapacity = 0,
            },
            _clock);
        _kill = new SimulatedKill(State);
        _others = new OtherPeople(_emulator, _random, _clock, _coupons);
        _transport = new HostileTransport(
            _emulator,
            new EventHabits
            {
                Lost = _random.Next(3) == 0 ? _random.NextDouble() * 0.3 : 0,
                Doubled = _random.Next(2) == 0 ? 0.2 : 0,
                Incomplete = _random.Next(3) == 0 ? 0.2 : 0,
                Shuffled = _random.Next(2) == 0,
            },
            seed,
            _kill,
            () =>
            {
                if (_editsDuringRuns > 0 && _random.NextDouble() < _editsDuringRuns)
                {
                    _others.Edit();
                }
            });
        _others.IsLost = id => !_emulator.Options.EmitsCouponEvents || _transport.IsLost(id);
    }

    private string State => Path.Combine(_directory, "state");

    private string Input => Path.Combine(_directory, "coupons.csv");

    private string Config => Path.Combine(_directory, "config.json");

    /// <summary>Runs a month.</summary>
    /// <param name="seed">Everything follows from it.</param>
    public static async Task<MonthResult> RunAsync(int seed)
    {
        var directory = Directory.CreateTempSubdirectory("couponsync-month-");
        try
        {
            using var month = new SimulatedMonth(seed, directory.FullName);
            await month.RunAsync();
            return month._result;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private async Task RunAsync()
    {
        await File.WriteAllTextAsync(Config, """{ "Log": { "Enabled": false }, "Runs": { "Keep": 3 }, "Throttle": { "MaxInFlight": 1 } }""");
        for (var i = 0; i < _coupons; i++)
        {
            _emulator.Seed([new EmulatorCoupon { Id = $"C{i}", Created = 1_600_000_000 + (i / 3), Terms = new EmulatorTerms { PercentOff = 10 } }]);
            if (_random.Next(4) != 0)
            {
                _wanted[$"C{i}"] = $"w{_random.Next(3)}";
            }
        }

        var gap = _random.Next(6) == 0 ? _random.Next(30) : -1;
        for (var night = 0; night < 30 && _result.Failures.Count == 0; night++)
        {
            LiveThroughTheDay(night == gap);
            await NightAsync(night);
        }
    }

    private void LiveThroughTheDay(bool isLongGap)
    {
        if (isLongGap)
        {
            _clock.Advance(TimeSpan.FromDays(33));
        }

        var left = TimeSpan.FromHours(24);
        for (var edits = _random.Next(3) == 0 ? 0 : _random.Next(12); edits > 0; edits--)
        {
            var pause = _random.Next(3) == 0 ? TimeSpan.Zero : left * _random.NextDouble();
            _clock.Advance(pause);
            left -= pause;
            _others.Edit();
        }

        _clock.Advance(left);
        if (_random.Next(5) == 0)
        {
            foreach (var id in _wanted.Keys.Where(_ => _random.Next(10) == 0).ToList())
            {
                _wanted[id] = $"w{_random.Next(3)}";
            }
        }

        _transport.ForbidsEvents = _random.Next(20) == 0;
    }

    private async Task NightAsync(int night)
    {
        File.WriteAllLines(Input, _wanted.Select(static w => $"{w.Key},{w.Value}").Prepend("id,metadata[order_id]"));
        // A run that was killed is started again, as a scheduler does, some minutes later.
        for (var attempt = 0; attempt < 4; attempt++)
        {
            _kill.Arm(attempt < 3 && _random.Next(8) == 0 ? _random.Next(30) : null);
            var startedAt = _clock.GetUtcNow();
            _result.Runs++;
            try
            {
                var exitCode = await SyncAsync();
                Check(night, startedAt, exitCode);
                return;
            }
            catch (SimulatedKillException)
            {
                _result.Kills++;
                _kill.Bury();
                _clock.Advance(TimeSpan.FromMinutes(_random.Next(1, 30)));
            }
        }
    }

    private async Task<int> SyncAsync()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        return await _clock.RunAsync(() => CommandLine.RunAsync(
            ["sync", Input, "--fetch", _mode, "--state-dir", State, "--config", Config, "--quiet"],
            new ProgramHost
            {
                Out = output,
                Error = TextWriter.Synchronized(error),
                OpenInput = static () => Stream.Null,
                ReadAnswer = static () => null,
                Variable = static name => name == "STRIPE_API_KEY" ? Key : null,
                Time = _clock,
                Random = new Random(_random.Next()),
                Transport = () => new Passage(_transport),
            }));
    }

    private void Check(int night, DateTimeOffset startedAt, int exitCode)
    {
        var run = Directory.GetDirectories(Path.Combine(State, "runs")).Order(StringComparer.Ordinal).Last();
        using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, "report.json")));
        var summary = report.RootElement.GetProperty("summary");
        long Count(string name) => summary.GetProperty(name).GetInt64();
        _result.Drift += Count("driftFound");
        _result.Applied += Count("applied");
        _result.Incremental += Count("unchangedByEvents") > 0 ? 1 : 0;
        if (exitCode is not (ExitCode.Done or ExitCode.SomeFailed))
        {
            _result.Failures.Add($"Night {night}: exit code {exitCode}: {report.RootElement.GetProperty("run").GetProperty("stopReason").GetString()}");
            return;
        }

        // A change that failed, because somebody deleted its coupon under the run, is reported as such: no success.
        var failed = report.RootElement.GetProperty("changes").EnumerateArray()
            .Where(static c => c.GetProperty("outcome").GetString() != "applied")
            .Select(static c => c.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
        _result.Checked++;
        // A change is visible to a run that starts so long after it; a lost one after the image's age, at a nightly run.
        var visible = startedAt - _eventDelay - TimeSpan.FromMinutes(2);
        var audited = startedAt - MaxAge - TimeSpan.FromDays(1);
        long missing = 0;
        var excused = false;
        foreach (var (id, wanted) in _wanted)
        {
            var isExcused = failed.Contains(id) || IsExcused(id, visible, audited);
            excused |= isExcused;
            var coupon = _emulator.Find(id);
            missing += coupon is null ? 1 : 0;
            if (!isExcused && coupon is not null && coupon.Metadata.GetValueOrDefault("order_id") is var value && value != wanted)
            {
                _result.Failures.Add($"Night {night}: the run ended with {exitCode}, but {id} is {value ?? "without it"} and not {wanted}; {_others.Describe(id)}. The run began {startedAt:MM-dd HH:mm:ss} ({_mode}, event delay {_eventDelay}).");
            }
        }

        if (!excused && Count("missing") != missing)
        {
            _result.Failures.Add($"Night {night}: {missing} coupons are missing, and the run reports {Count("missing")}.");
        }
    }

    private bool IsExcused(string id, DateTimeOffset visible, DateTimeOffset audited) => _others.IsExcused(id, visible, audited);

    // The program disposes of its transport with every run; the account lives on.
    private sealed class Passage(HostileTransport transport) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _inner = new(transport, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _inner.SendAsync(request, cancellationToken);
    }
}
