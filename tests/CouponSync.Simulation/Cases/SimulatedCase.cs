using System.Globalization;
using System.Text.Json;
using CouponSync.Cli;
using CouponSync.Tests.Support;

namespace CouponSync.Simulation.Cases;

/// <summary>
/// A few commands of the whole program, one after the other, on one account: syncs, saved plans, resumed runs, reverts and their
/// reverts, under faults, kills, signals and other people's edits. Everything in it follows from the seed.
/// </summary>
internal sealed class SimulatedCase : IDisposable
{
    private const string Key = "sk_test_simulation";
    private const string Memory = "/dev/shm";

    private readonly CaseSetting _setting;
    private readonly string _directory;
    private readonly Random _random;
    private readonly ManualTimeProvider _clock = new();
    private readonly SimulatedKill _kill;
    private readonly CaseAccount _account;
    private readonly CaseFile _file;
    private readonly CaseResult _result = new();
    private readonly List<CaseRun> _runs = [];
    private readonly CaseChecks _checks;

    private SimulatedCase(CaseSetting setting, string directory)
    {
        _setting = setting;
        _directory = directory;
        _random = new Random(setting.Seed);
        _kill = new SimulatedKill(State);
        _account = new CaseAccount(setting, _random, _clock);
        _file = new CaseFile(setting, _random);
        _checks = new CaseChecks(setting, _account, _file, _runs, _result);
    }

    private string State => Path.Combine(_directory, "state");

    private string Log => Path.Combine(_directory, "log");

    private string Input => Path.Combine(_directory, "coupons.csv");

    private string RivalsFile => Path.Combine(_directory, "rival.csv");

    private string SavedPlan => Path.Combine(_directory, "plan.jsonl");

    /// <summary>Runs a case.</summary>
    public static async Task<CaseResult> RunAsync(CaseSetting setting)
    {
        var directory = Directory.Exists(Memory)
            ? Directory.CreateDirectory(Path.Combine(Memory, "couponsync-case-" + Path.GetRandomFileName()))
            : Directory.CreateTempSubdirectory("couponsync-case-");
        try
        {
            using var simulated = new SimulatedCase(setting, directory.FullName);
            try
            {
                await simulated.RunAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                simulated._result.Fail($"{e.GetType().Name}: {e}");
            }

            return simulated._result;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);

    private async Task RunAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "config.json"), JsonSerializer.Serialize(new
        {
            Log = new { Enabled = _setting.HasLog, Directory = Log },
            Throttle = new { _setting.Rate, _setting.Burst, _setting.MaxInFlight },
        }));
        _file.Write(Input);
        for (var act = 0; act < _setting.Acts && _result.Failures.Count == 0; act++)
        {
            await ActAsync();
            PassTime();
        }

        if (_result.Failures.Count == 0)
        {
            await ConvergeAsync();
        }
    }

    private async Task ActAsync()
    {
        var last = _runs.LastOrDefault();
        var canBeTakenBack = last is { PlanRun: not null, IsDryRun: false };
        if (canBeTakenBack && (last!.IsKilled || last.Count("notAttempted") + last.Count("unknown") > 0) && _random.Next(2) == 0)
        {
            await RunAsync(["apply", last.Id], goesOnWith: last);
            return;
        }

        switch (_random.Next(8))
        {
            case 0 when canBeTakenBack:
            case 1 when canBeTakenBack:
            case 2 when canBeTakenBack:
                await RunAsync(["revert", last!.Id, .. _random.Next(2) == 0 ? ["--delete-created"] : Array.Empty<string>()], takesBack: last);
                break;
            case 3:
                if (await RunAsync(["sync", Input, .. _setting.Options, "--dry-run", "--plan", SavedPlan], isDryRun: true) is { ExitCode: 0 or 1 })
                {
                    PassTime();
                    await RunAsync(["apply", SavedPlan]);
                }

                break;
            case 4:
                _file.Edit(_random);
                _file.Write(Input);
                goto default;
            default:
                await RunAsync(["sync", Input, .. _setting.Options]);
                break;
        }
    }

    private void PassTime()
    {
        _clock.Advance(_random.Next(4) == 0 ? TimeSpan.FromHours(_random.Next(1, 40)) : TimeSpan.FromSeconds(_random.Next(2, 400)));
        for (var edits = _random.Next(_setting.EditsBetweenRuns + 1); edits > 0; edits--)
        {
            _account.Edit();
        }

        _clock.Advance(TimeSpan.FromSeconds(2));
    }

    // After the faults have stopped one more run makes everything as the file wants it, and the next one finds nothing to do.
    private async Task ConvergeAsync()
    {
        _result.Faults = _account.Emulator.Faults.Hits().Sum(static hits => hits.Value);
        _account.Emulator.Faults.Clear();
        var calm = _setting with { Kills = 0, Stops = 0, Jumps = 0, FullDisks = 0, EditsDuringRuns = 0, Rivals = 0, Limits = 0 };
        await RunAsync(["sync", Input, .. _setting.Options], calm: calm);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await RunAsync(["sync", Input, .. _setting.Options], calm: calm);
        _checks.CheckEnd(second!);
    }

    private async Task<CaseRun?> RunAsync(
        IReadOnlyList<string> command, CaseRun? takesBack = null, CaseRun? goesOnWith = null, bool isDryRun = false, CaseSetting? calm = null)
    {
        var setting = calm ?? _setting;
        int? limit = setting.Limits > 0 && !isDryRun && _random.NextDouble() < setting.Limits ? _random.Next(1, 12) : null;
        command = limit is { } most ? [.. command, "--limit", most.ToString(CultureInfo.InvariantCulture)] : command;
        var before = Directories();
        var run = new CaseRun
        {
            Command = command,
            TakesBack = takesBack,
            GoesOnWith = goesOnWith,
            IsDryRun = isDryRun,
            Limit = limit,
            FirstDeed = _account.Deeds().Count,
        };
        using var stop = new CancellationTokenSource();
        using var abort = new CancellationTokenSource();
        var programClock = new CaseClock(_clock, _kill);
        using var transport = new CaseTransport(_account, setting, _random, _clock, _kill)
        {
            StopAfter = _random.NextDouble() < setting.Stops ? _random.Next(1, 60) : null,
            Stop = isImpatient =>
            {
                run.WasStopped = true;
                (isImpatient ? abort : stop).Cancel();
            },
            JumpAfter = _random.NextDouble() < setting.Jumps ? _random.Next(1, 20) : null,
            Jump = () => programClock.Ahead += TimeSpan.FromMinutes(_random.Next(-90, 90)),
            FullDisk = _random.NextDouble() < setting.FullDisks && SmallDisk.IsHere ? DrawFullDisk() : null,
        };
        run.HadFullDisk = transport.FullDisk is not null;
        _kill.Arm(_random.NextDouble() < setting.Kills ? _random.Next(_random.Next(3) == 0 ? 400 : 120) : null);
        _result.Runs++;
        var began = _clock.Elapsed;
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        try
        {
            var hasRival = _random.NextDouble() < setting.Rivals;
            if (hasRival)
            {
                WriteRivalsFile();
            }

            SmallDisk.Fill(transport.FullDisk is { From: 0 } full ? full.Bytes : null);
            run.ExitCode = await _clock.RunAsync(async () =>
            {
                var rival = hasRival ? RivalAsync() : Task.CompletedTask;
                var exitCode = await ProgramAsync(command, State, transport, programClock, output, stop.Token, abort.Token);
                await rival;
                return exitCode;
            });
            _kill.ThrowIfDead();
            _kill.Arm(null);
        }
        catch (SimulatedKillException)
        {
            _result.Kills++;
            run.IsKilled = true;
            _kill.Bury();
        }
        finally
        {
            SmallDisk.Fill(null);
        }

        run.Took = _clock.Elapsed - began;
        run.EndDeed = _account.Deeds().Count;
        run.Output = output.ToString();
        var made = Directories().Except(before).ToList();
        if (made is [var directory])
        {
            run.ReadFrom(directory, Directory.Exists(Log) ? Directory.GetFiles(Log).SelectMany(File.ReadLines) : []);
        }
        else if (made.Count > 1 || !run.IsKilled)
        {
            // Refused before anything was read: no run, and nothing to be checked but that nothing was done.
            run.Id = made.Count == 0 ? "" : throw new InvalidOperationException("One command left two runs.");
        }

        _checks.Check(run, transport);
        if (run.Id.Length > 0)
        {
            _runs.Add(run);
        }

        return run;
    }

    // It may be full from the beginning, and for good.
    private (int From, int Until, long Bytes) DrawFullDisk()
    {
        var from = _random.Next(3) == 0 ? 0 : _random.Next(1, 60);
        return (from, _random.Next(2) == 0 ? from + _random.Next(1, 30) : -1, new[] { 0, 1000, 4096, 20_000, 70_000 }[_random.Next(5)]);
    }

    // Another team keeps a key of its own, on another machine.
    private void WriteRivalsFile() =>
        File.WriteAllLines(RivalsFile, _file.Ids.Where(_ => _random.Next(3) == 0).Select(id => $"{id},{_account.Value()}").Prepend("id,metadata[team]"));

    private Task<int> RivalAsync()
    {
        var transport = new CaseTransport(_account, _setting with { EditsDuringRuns = 0 }, _random, _clock, new SimulatedKill(Path.Combine(_directory, "rival")));
        // A second ahead: two runs that start in the same one may have the same id, and the checks tell deeds apart by it.
        var clock = new SkewedClock(_clock, TimeSpan.FromSeconds(1));
        return ProgramAsync(["sync", RivalsFile], Path.Combine(_directory, "rival"), transport, clock, TextWriter.Null, default, default);
    }

    private Task<int> ProgramAsync(
        IReadOnlyList<string> command, string state, HttpMessageHandler transport, TimeProvider clock, TextWriter output, CancellationToken stop, CancellationToken abort) =>
        CommandLine.RunAsync(
            [
                .. command, "--state-dir", state, "--config", Path.Combine(_directory, "config.json"),
                .. _setting.IsConnected ? ["--stripe-account", CaseAccount.ConnectedId] : Array.Empty<string>(),
            ],
            new ProgramHost
            {
                Out = output,
                Error = TextWriter.Synchronized(output),
                OpenInput = static () => Stream.Null,
                ReadAnswer = static () => Task.FromResult<string?>(null),
                Environment = new Dictionary<string, string> { ["STRIPE_API_KEY"] = Key },
                Time = clock,
                Random = new Random(_random.Next()),
                Transport = () => new Passage(transport),
                Stop = stop,
                Abort = abort,
            });

    private List<string> Directories() => Directory.Exists(Path.Combine(State, "runs"))
        ? [.. Directory.GetDirectories(Path.Combine(State, "runs")).Order(StringComparer.Ordinal)]
        : [];

    // The program disposes of its transport with every run.
    private sealed class Passage(HttpMessageHandler transport) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _inner = new(transport, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _inner.SendAsync(request, cancellationToken);
    }
}
