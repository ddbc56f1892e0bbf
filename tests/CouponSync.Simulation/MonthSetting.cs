using System.Globalization;
using CouponSync.Emulator;

namespace CouponSync.Simulation;

/// <summary>What a month is like: the account, its events, the network, and how the program is set.</summary>
internal sealed record MonthSetting
{
    /// <summary>How long the audit and the snapshot's age leave a lost event unfound, at the most.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    /// <summary>How many coupons there are at the beginning.</summary>
    public required int Coupons { get; init; }

    /// <summary>How the program reads (<c>--fetch</c>).</summary>
    public required string Mode { get; init; }

    /// <summary>How long an event takes to be visible; less than <see cref="Overlap"/>.</summary>
    public required TimeSpan EventDelay { get; init; }

    /// <summary>The program's <c>Snapshot:Overlap</c>.</summary>
    public required TimeSpan Overlap { get; init; }

    /// <summary>The program's <c>Throttle:MaxInFlight</c>.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>How long a request and its answer are under way at the most.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>How far the program's clock is ahead of Stripe's.</summary>
    public required TimeSpan Skew { get; init; }

    /// <summary>How likely somebody changes a coupon between two requests of a run.</summary>
    public required double EditsDuringRuns { get; init; }

    /// <summary>What goes wrong with events.</summary>
    public required EventHabits Habits { get; init; }

    /// <summary>Whether coupons have events at all.</summary>
    public required bool HasEvents { get; init; }

    /// <summary>What goes wrong with requests, as the emulator's rules.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>What a deleted coupon answers.</summary>
    public required DeletedCouponAnswer DeletedAnswer { get; init; }

    /// <summary>Whether the order of events of one second is any.</summary>
    public required bool ShufflesSeconds { get; init; }

    /// <summary>The night before which nothing ran for longer than events are kept; -1 for none.</summary>
    public required int GapBefore { get; init; }

    /// <summary>Whether nothing is wrong with the network or the events, so that the fewest requests are known.</summary>
    public bool IsCalm => HasEvents && Habits.Lost == 0 && Faults.Count == 0 && Mode == "incremental";

    /// <summary>Draws a month.</summary>
    public static MonthSetting Draw(Random random, int seed)
    {
        var overlap = random.Next(3) == 0 ? TimeSpan.FromMinutes(2) : TimeSpan.FromMinutes(15);
        var mostDelay = (int)overlap.TotalSeconds - 60;
        var isCrowded = random.Next(3) == 0;
        return new MonthSetting
        {
            Coupons = random.Next(5, 260),
            Mode = random.Next(3) == 0 ? "auto" : "incremental",
            Overlap = overlap,
            EventDelay = TimeSpan.FromSeconds(random.Next(3) switch { 0 => 0, 1 => random.Next(60), _ => random.Next(mostDelay) }),
            MaxInFlight = isCrowded ? random.Next(2, 17) : 1,
            Latency = random.Next(4) switch
            {
                0 => TimeSpan.FromSeconds(random.Next(1, 39)),
                1 => TimeSpan.FromMilliseconds(200),
                _ => TimeSpan.Zero,
            },
            Skew = random.Next(4) == 0 ? TimeSpan.FromSeconds(random.Next(-600, 600)) : TimeSpan.Zero,
            EditsDuringRuns = random.Next(6) switch { 0 => 0.1, 1 => 0.5, _ => 0 },
            HasEvents = random.Next(8) != 0,
            Habits = new EventHabits
            {
                Lost = random.Next(3) == 0 ? random.NextDouble() * 0.3 : 0,
                Doubled = random.Next(2) == 0 ? 0.2 : 0,
                Incomplete = random.Next(3) == 0 ? 0.2 : 0,
                Shuffled = random.Next(2) == 0,
            },
            Faults = random.Next(3) == 0 ? DrawFaults(random, seed) : [],
            DeletedAnswer = random.Next(2) == 0 ? DeletedCouponAnswer.NotFound : DeletedCouponAnswer.DeletedTrue,
            ShufflesSeconds = random.Next(2) == 0,
            GapBefore = random.Next(6) == 0 ? random.Next(30) : -1,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Coupons} coupons, {Mode}, event delay {EventDelay}, overlap {Overlap}, {MaxInFlight} in flight, latency {Latency}, skew {Skew}, events {HasEvents} {Habits}, faults [{string.Join(", ", Faults)}]");

    private static List<string> DrawFaults(Random random, int seed)
    {
        string[] kinds =
        [
            "500-before@*", "503-before@*", "500-after@POST /v1/coupons/*", "drop-before@*", "drop-after@*", "429:global-rate@*",
            "429:endpoint-concurrency@*", "429:lock-timeout@POST /v1/coupons/*", "hang@*", "hang-after@POST /v1/coupons/*",
            "slow-after@*:delay=100s", "broken-json@*",
        ];
        return [.. kinds.Where(_ => random.Next(3) == 0).Select((k, i) => string.Create(
            CultureInfo.InvariantCulture, $"{k}:p={0.005 + (random.NextDouble() * 0.05):0.####}:seed={seed + (i * 1_000_003)}"))];
    }
}
