using System.Globalization;
using System.Text.Json;
using CouponSync.Cli;
using CouponSync.Emulator;
using CouponSync.Runs;
using CouponSync.Tests.Support;

namespace CouponSync.Simulation;

/// <summary>
/// A month of nightly runs of the whole program over an account in memory, on a clock that moves by itself: everything
/// in it follows from the seed.
/// </summary>
internal sealed class SimulatedMonth : IDisposable
{
    private const string Key = "sk_test_simulation";
    private const string Memory = "/dev/shm";

    private readonly string _directory;
    private readonly string? _logDirectory;
    private readonly Random _random;
    private readonly MonthSetting _month;
    private readonly Sabotage _sabotage;
    private readonly ManualTimeProvider _clock = new();
    private readonly StripeEmulator _emulator;
    private readonly SimulatedKill _kill;
    private readonly HostileTransport _transport;
    private readonly OtherPeople _others;
    private readonly MonthResult _result = new();
    private readonly NightCheck _rows;
    private readonly RequestCheck _requests;
    private readonly Resumption _resumption;
    private readonly Dictionary<string, string> _wanted = new(StringComparer.Ordinal);

    private SimulatedMonth(int seed, string directory, Sabotage sabotage, string? logDirectory)
    {
        _logDirectory = logDirectory;
        _directory = directory;
        _sabotage = sabotage;
        _random = new Random(seed);
        _month = MonthSetting.Draw(_random, seed);
        _emulator = new StripeEmulator(
            new EmulatorOptions
            {
                Limits = EmulatorLimits.None,
                EventDelay = _month.EventDelay,
                ShuffleEventsWithinSecond = _month.ShufflesSeconds,
                DeletedCouponAnswer = _month.DeletedAnswer,
                EmitsCouponEvents = _month.HasEvents,
                Seed = seed,
                RequestLogCapacity = 0,
            },
            _clock);
        foreach (var fault in _month.Faults)
        {
            _emulator.Faults.Add(fault);
        }

        _kill = new SimulatedKill(State);
        _others = new OtherPeople(_emulator, _random, _clock, _month.Coupons);
        _transport = new HostileTransport(_emulator, _month, seed, _clock, _kill, _others, OnArrival);
        _others.IsLost = _transport.IsLost;
        _rows = new NightCheck(_month, _emulator, _others, _result);
        _requests = new RequestCheck(_month, _emulator, _transport, _others, _result);
        _resumption = new Resumption(State, _emulator, _others, _random, _result);
    }

    private string State => Path.Combine(_directory, "state");

    private string Input => Path.Combine(_directory, "coupons.csv");

    private string Config => Path.Combine(_directory, "config.json");

    /// <summary>Runs a month.</summary>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="sabotage">What the program does wrong; null for nothing.</param>
    /// <param name="logDirectory">Where the runs' log goes; null for nowhere.</param>
    public static async Task<MonthResult> RunAsync(int seed, Sabotage? sabotage = null, string? logDirectory = null)
    {
        // In memory where that can be: each run writes through to the disk a dozen times, and there is no power to be cut.
        var directory = Directory.Exists(Memory)
            ? Directory.CreateDirectory(Path.Combine(Memory, "couponsync-month-" + Path.GetRandomFileName()))
            : Directory.CreateTempSubdirectory("couponsync-month-");
        try
        {
            using var month = new SimulatedMonth(seed, directory.FullName, sabotage ?? Sabotage.None, logDirectory);
            try
            {
                await month.RunAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The program must not end so; and whoever looks into it needs the seed.
                month._result.Failures.Add($"{e.GetType().Name}: {e} The month: {month._month}.");
            }

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
        await File.WriteAllTextAsync(Config, JsonSerializer.Serialize(new
        {
            Log = new { Enabled = _logDirectory is not null, Directory = _logDirectory ?? "logs", Level = "Debug" },
            Runs = new { Keep = 3 },
            Throttle = new { _month.MaxInFlight, Rate = _month.MaxInFlight == 1 ? 25 : 1000, Burst = 16 },
            Snapshot = new { Overlap = _sabotage.Overlap ?? _month.Overlap, _sabotage.AuditPages },
        }));
        for (var i = 0; i < _month.Coupons; i++)
        {
            _emulator.Seed([new EmulatorCoupon { Id = $"C{i}", Created = 1_600_000_000 + (i / 3), Terms = new EmulatorTerms { PercentOff = 10 } }]);
            if (_random.Next(4) != 0)
            {
                _wanted[$"C{i}"] = $"w{_random.Next(3)}";
            }
        }

        for (var night = 0; night < 30 && _result.Failures.Count == 0; night++)
        {
            LiveThroughTheDay(night == _month.GapBefore);
            await NightAsync(night);
        }

        _result.Faults = _emulator.Faults.Hits().Sum(static hits => hits.Value);
        for (var i = 0; i < _result.Failures.Count; i++)
        {
            _result.Failures[i] += $" The month: {_month}.";
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

    private void OnArrival(string request)
    {
        _result.Record(request);
        _result.Record(_clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        if (_month.EditsDuringRuns > 0 && _random.NextDouble() < _month.EditsDuringRuns)
        {
            _others.Edit();
        }
    }

    private async Task NightAsync(int night)
    {
        File.WriteAllLines(Input, _wanted.Select(static w => $"{w.Key},{w.Value}").Prepend("id,metadata[order_id]"));
        string? broken = null;
        // A run that was killed is started again, as a scheduler does, some minutes later.
        for (var attempt = 0; attempt < 4; attempt++)
        {
            _kill.Arm(attempt < 3 && _random.Next(8) == 0 ? _random.Next(_random.Next(3) == 0 ? 300 : 30) : null);
            try
            {
                if (broken is not null && _random.Next(2) == 0)
                {
                    await ResumeAsync(night, broken);
                    broken = null;
                    // Runs are told apart by the second in which they began.
                    _clock.Advance(TimeSpan.FromSeconds(2));
                }

                var run = await RunAsync(night, "sync", Input, "--fetch", _month.Mode);
                if (IsInOrder(run))
                {
                    _rows.Check(run, _wanted);
                    _requests.Check(run, _clock.GetUtcNow());
                }

                return;
            }
            catch (SimulatedKillException)
            {
                _result.Kills++;
                _kill.Bury();
                _requests.Forget();
                broken = _resumption.Broken(_sabotage.ForgetsResults);
                _clock.Advance(TimeSpan.FromMinutes(_random.Next(1, 30)));
            }
        }
    }

    private async Task ResumeAsync(int night, string broken)
    {
        _result.Resumed++;
        _requests.Forget();
        _resumption.Prepare(broken);
        var run = await RunAsync(night, "apply", broken);
        if (IsInOrder(run))
        {
            _others.Keep(run.Watch.Writes.Select(w => w.CouponId).Distinct().ToDictionary(id => id, id => run.Watch.Shown[id]));
            _resumption.Check(run);
        }
    }

    // A run may give up when requests fail for too long; then it says so, and the next night is another one.
    private bool IsInOrder(EndedRun run)
    {
        _result.LostEventsFound += run.FoundLostEvents;
        _result.Applied += run.Count("applied");
        _result.Incremental += run.Count("unchangedByEvents") > 0 ? 1 : 0;
        if (run.ExitCode is ExitCode.Done or ExitCode.SomeFailed)
        {
            return true;
        }

        _requests.Forget();
        if (run.ExitCode == ExitCode.StoppedEarly && _month.Faults.Count > 0 && run.StopReason is not null)
        {
            _result.Stopped++;
            return false;
        }

        _result.Failures.Add($"Night {run.Night}: exit code {run.ExitCode}: {run.StopReason}");
        return false;
    }

    private async Task<EndedRun> RunAsync(int night, params string[] command)
    {
        _transport.BeginRun();
        _result.Runs++;
        var startedAt = _clock.GetUtcNow();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var exitCode = await _clock.RunAsync(() => CommandLine.RunAsync(
            [.. command, "--state-dir", State, "--config", Config, "--quiet"],
            new ProgramHost
            {
                Out = output,
                Error = TextWriter.Synchronized(error),
                OpenInput = static () => Stream.Null,
                ReadAnswer = static () => Task.FromResult<string?>(null),
                Environment = new Dictionary<string, string> { ["STRIPE_API_KEY"] = Key },
                Time = _month.Skew == TimeSpan.Zero ? _clock : new SkewedClock(_clock, _month.Skew),
                Random = new Random(_random.Next()),
                Transport = () => new Passage(_transport),
            }));
        // To the program the end of its process is a fault like any other.
        _kill.ThrowIfDead();
        var directory = Directory.GetDirectories(Path.Combine(State, "runs")).Order(StringComparer.Ordinal).Last();
        var text = await File.ReadAllTextAsync(Path.Combine(directory, "report.json"));
        _result.Record(text.Replace(_directory, "", StringComparison.Ordinal));
        var report = JsonElement.Parse(text);
        _sabotage.Strike(State);
        return new EndedRun(night, startedAt, exitCode, report, _transport.Watch);
    }

    // The program disposes of its transport with every run; the account lives on.
    private sealed class Passage(HostileTransport transport) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _inner = new(transport, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _inner.SendAsync(request, cancellationToken);
    }
}
