using CouponSync.Coupons;

namespace CouponSync.Remote.Incremental;

/// <summary>How the incremental reading is done.</summary>
internal sealed record IncrementalOptions
{
    /// <summary>How many pages are read again by chance.</summary>
    public required int AuditPages { get; init; }

    /// <summary>How old the snapshot may grow.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>How long an event may take to become visible.</summary>
    public required TimeSpan Overlap { get; init; }

    /// <summary>Whether events are relied on that were not proven yet, because the user said so.</summary>
    public bool AcceptsUnproven { get; init; }

    /// <summary>Whether all coupons are read in any case.</summary>
    public bool Refresh { get; init; }

    /// <summary>How many requests may be under way at once.</summary>
    public required int Workers { get; init; }
}

/// <summary>What came of bringing a kept snapshot up to date.</summary>
internal sealed record IncrementalOutcome
{
    /// <summary>Why the coupons must be read anew all the same; null when the snapshot is up to date.</summary>
    public string? AnewBecause { get; init; }

    /// <summary>What the report says of it; null for nothing: it is a matter of course, such as the snapshot's age.</summary>
    public string? Note { get; init; }

    /// <summary>Coupons read from Stripe in this run.</summary>
    public IReadOnlySet<string> ReadToday { get; init; } = new HashSet<string>();

    /// <summary>Coupons Stripe refused to show.</summary>
    public IReadOnlyDictionary<string, Problem> Unreadable { get; init; } = new Dictionary<string, Problem>();

    /// <summary>The coupons must be read anew, as a matter of course.</summary>
    public static IncrementalOutcome Anew(string reason) => new() { AnewBecause = reason };

    /// <summary>The coupons must be read anew, because something is wrong with the events.</summary>
    public static IncrementalOutcome Untrusted(string reason) =>
        Anew(reason) with { Note = $"Events cannot be relied on: {reason}. All coupons were read instead." };
}
