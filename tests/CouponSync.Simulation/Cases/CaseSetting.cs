using System.Globalization;

namespace CouponSync.Simulation.Cases;

/// <summary>What a case is like: the account, the file, the options, the network, and what befalls the program.</summary>
internal sealed record CaseSetting
{
    /// <summary>Everything else follows from it.</summary>
    public required int Seed { get; init; }

    /// <summary>How many coupons there are at the beginning.</summary>
    public required int Coupons { get; init; }

    /// <summary>The options of every <c>sync</c>.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Whether it is about a connected account.</summary>
    public required bool IsConnected { get; init; }

    /// <summary>The program's <c>Throttle:Rate</c>, in requests a second.</summary>
    public required int Rate { get; init; }

    /// <summary>The program's <c>Throttle:Burst</c>.</summary>
    public required int Burst { get; init; }

    /// <summary>The program's <c>Throttle:MaxInFlight</c>.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>What goes wrong with requests, as the emulator's rules.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>How likely somebody changes a coupon between two requests of a run.</summary>
    public required double EditsDuringRuns { get; init; }

    /// <summary>How many edits there are between two runs, at most.</summary>
    public required int EditsBetweenRuns { get; init; }

    /// <summary>How likely a run is killed.</summary>
    public required double Kills { get; init; }

    /// <summary>How likely a run is told to stop.</summary>
    public required double Stops { get; init; }

    /// <summary>How likely the program's clock jumps in a run.</summary>
    public required double Jumps { get; init; }

    /// <summary>How likely the disk has no room for a while in a run.</summary>
    public required double FullDisks { get; init; }

    /// <summary>How likely another program of the same owner, with another state directory, runs at the same time.</summary>
    public required double Rivals { get; init; }

    /// <summary>How likely a run is told to take up a few changes only.</summary>
    public required double Limits { get; init; }

    /// <summary>Whether the program keeps a log; it takes half of the time.</summary>
    public required bool HasLog { get; init; }

    /// <summary>How many commands are given.</summary>
    public required int Acts { get; init; }

    /// <summary>Draws a case.</summary>
    public static CaseSetting Draw(int seed)
    {
        var random = new Random(seed);
        return new CaseSetting
        {
            Seed = seed,
            Coupons = random.Next(6) == 0 ? random.Next(60, 260) : random.Next(1, 30),
            Options =
            [
                .. random.Next(2) == 0 ? ["--create-missing"] : Array.Empty<string>(),
                .. random.Next(3) == 0 ? ["--prune-metadata"] : Array.Empty<string>(),
                .. random.Next(2) == 0 ? ["--empty-cells", "unset"] : Array.Empty<string>(),
                .. random.Next(2) == 0 ? ["--update-currency-options"] : Array.Empty<string>(),
                "--fetch", new[] { "auto", "auto", "list", "retrieve", "incremental" }[random.Next(5)],
            ],
            IsConnected = random.Next(6) == 0,
            Rate = new[] { 5, 25, 80 }[random.Next(3)],
            Burst = new[] { 1, 1, 5, 16 }[random.Next(4)],
            MaxInFlight = random.Next(3) == 0 ? random.Next(2, 17) : 1,
            Faults = random.Next(4) == 0 ? [] : DrawFaults(random, seed),
            EditsDuringRuns = random.Next(4) == 0 ? 0.15 : 0,
            EditsBetweenRuns = random.Next(2) == 0 ? random.Next(1, 8) : 0,
            Kills = random.Next(3) == 0 ? 0.5 : 0,
            Stops = random.Next(4) == 0 ? 0.4 : 0,
            Jumps = random.Next(6) == 0 ? 0.5 : 0,
            Rivals = random.Next(8) == 0 ? 0.5 : 0,
            Acts = random.Next(2, 7),
            Limits = random.Next(4) == 0 ? 0.5 : 0,
            HasLog = random.Next(4) == 0,
            FullDisks = random.Next(6) == 0 ? 0.4 : 0,
        };
    }

    /// <summary>The same case with one thing less that goes wrong, in each possible way.</summary>
    public IEnumerable<CaseSetting> Smaller()
    {
        foreach (var fault in Faults)
        {
            yield return this with { Faults = [.. Faults.Where(f => f != fault)] };
        }

        foreach (var smaller in new[]
        {
            this with { EditsDuringRuns = 0 }, this with { EditsBetweenRuns = 0 }, this with { Kills = 0 }, this with { Stops = 0 },
            this with { Jumps = 0 }, this with { FullDisks = 0 }, this with { HasLog = false }, this with { Rivals = 0 }, this with { Limits = 0 }, this with { MaxInFlight = 1 }, this with { IsConnected = false },
            this with { Acts = Acts - 1 }, this with { Coupons = Coupons / 2 },
        })
        {
            if (smaller != this && smaller is { Acts: > 0, Coupons: > 0 })
            {
                yield return smaller;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Coupons} coupons{(IsConnected ? " of a connected account" : "")}, {string.Join(' ', Options)}, {Rate}/s with a burst of {Burst}, {MaxInFlight} in flight, edits {EditsBetweenRuns} between and {EditsDuringRuns} during runs, kills {Kills}, stops {Stops}, jumps {Jumps}, full disks {FullDisks}, rivals {Rivals}, limits {Limits}, {Acts} acts{(HasLog ? ", a log" : "")}, faults [{string.Join(", ", Faults)}]");

    private static List<string> DrawFaults(Random random, int seed)
    {
        string[] kinds =
        [
            "429:global-rate@*", "429:endpoint-rate@*", "429:global-concurrency@*", "429:endpoint-concurrency@*", "429:resource-specific@*", "429@*",
            "429:lock-timeout@POST /v1/coupons/*", "409:lock-timeout@POST /v1/coupons/*", "500-before@*", "503-before@*", "500-after@*",
            "503-after@*", "500-after@POST *:remember=false", "drop-before@*", "drop-after@*", "drop-body@*", "slow@*:delay=20s", "slow-after@*:delay=100s",
            "hang@*", "hang-after@*", "broken-json@*", "array-body@*", "html-body@*", "empty-body@*", "false-gzip@*", "endless-body@*",
            "403@GET /v1/events", "403@GET /v1/account", "401@*:skip=7",
        ];
        return [.. kinds.Where(_ => random.Next(8) == 0).Select((k, i) => string.Create(
            CultureInfo.InvariantCulture, $"{k}:p={(k.StartsWith("40", StringComparison.Ordinal) ? 1 : 0.01 + (random.NextDouble() * 0.2)):0.####}:seed={seed + (i * 1_000_003)}:count={random.Next(1, 40)}"))];
    }
}
