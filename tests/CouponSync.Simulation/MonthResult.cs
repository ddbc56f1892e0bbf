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

    /// <summary>Killed runs that <c>apply</c> went on with.</summary>
    public int Resumed { get; set; }

    /// <summary>Runs that gave up in order, because Stripe was out of order for too long.</summary>
    public int Stopped { get; set; }

    /// <summary>Runs whose rows were checked against the account.</summary>
    public int Checked { get; set; }

    /// <summary>Runs whose requests were counted against the fewest there can be.</summary>
    public int Counted { get; set; }

    /// <summary>Runs that relied on events.</summary>
    public int Incremental { get; set; }

    /// <summary>Requests that met a fault.</summary>
    public int Faults { get; set; }

    /// <summary>Differences found that no event told.</summary>
    public long LostEventsFound { get; set; }

    /// <summary>Changes applied.</summary>
    public long Applied { get; set; }

    /// <summary>A digest of what was <see cref="Record">recorded</see>: the same seed has the same.</summary>
    public ulong Digest { get; private set; } = 14695981039346656037;

    /// <summary>Adds what must be the same each time to the digest (FNV-1a).</summary>
    public void Record(string text)
    {
        foreach (var c in text)
        {
            Digest = unchecked((Digest ^ c) * 1099511628211);
        }
    }
}
