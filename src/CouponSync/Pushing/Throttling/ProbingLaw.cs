namespace CouponSync.Pushing.Throttling;

/// <summary>The figures of <see cref="ProbingLimit"/>; durations in ticks where they are compared with instants.</summary>
/// <param name="Ceiling">The value while nothing is refused.</param>
/// <param name="Floor">The least value it is cut to.</param>
/// <param name="LeastStep">The least amount of any change: 1 where the value is a count, 0 where it is a rate.</param>
internal sealed record ProbingLaw(double Ceiling, double Floor, double LeastStep)
{
    /// <summary>What is left after a refusal while the limit is unknown.</summary>
    public double SearchCut { get; init; } = 0.7;

    /// <summary>What is left after a refusal at a value that had proved good: it lies just under the limit.</summary>
    public double HoldCut { get; init; } = 0.97;

    /// <summary>What a rate gains by resting without a refusal for <see cref="CreepEvery"/>: so a cut for a refusal
    /// that was mere jitter is made good again. Counts do not creep.</summary>
    public double Creep { get; init; } = 1.01;

    /// <summary>See <see cref="Creep"/>.</summary>
    public TimeSpan CreepEvery { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>How near to the lowest refused value the search goes before it rests, as a part of the good one.</summary>
    public double Precision { get; init; } = 0.06;

    /// <summary>How long a value is tried before the next one, in the search and at the first steps of a probe.</summary>
    public TimeSpan Dwell { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long it rests at the good value before it looks whether more is allowed again. With the climb
    /// after it (<see cref="ProbingLimit"/>) it must stay below a minute.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>How long nothing is sent after a cut, so that the window of the server which is full can pass.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The same after a cut of a value held to be good: most likely only a little was too much.</summary>
    public TimeSpan ShortPause { get; init; } = TimeSpan.FromSeconds(0.15);

    /// <summary>The first two steps of a probe, as parts of the good value: near it, where the limit most likely is.</summary>
    public IReadOnlyList<double> GentleSteps { get; init; } = [1.05, 1.10];

    /// <summary>The later steps of a probe: by then the limit has gone.</summary>
    public double Climb { get; init; } = 1.25;

    /// <summary>How long each later step is tried.</summary>
    public TimeSpan ClimbDwell { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>What is left after the second refusal in a row at a value held to be good.</summary>
    public double RelapseCut { get; init; } = 0.9;

    /// <summary>Cuts that follow each other within this time are in a row; the third at a value held to be good means
    /// that the limit has really fallen.</summary>
    public TimeSpan Relapse { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>As <see cref="Persistence"/>, after overwhelming evidence of a limit.</summary>
    public double CertainPersistence { get; init; } = 0.6;

    /// <summary>Stray refusals below this part of the value that had proved good do not come from a limit.</summary>
    public double Persistence { get; init; } = 0.85;
}
