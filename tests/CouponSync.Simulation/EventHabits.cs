namespace CouponSync.Simulation;

/// <summary>What goes wrong with events in one month.</summary>
internal sealed record EventHabits
{
    /// <summary>The share of events that are never listed.</summary>
    public double Lost { get; init; }

    /// <summary>The share of events that are listed twice.</summary>
    public double Doubled { get; init; }

    /// <summary>The share of events whose object lacks its metadata, as another version of the API might render it.</summary>
    public double Incomplete { get; init; }

    /// <summary>Whether events of one page come in any order.</summary>
    public bool Shuffled { get; init; }
}
