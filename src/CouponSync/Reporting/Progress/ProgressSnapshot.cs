using CouponSync.Text;

namespace CouponSync.Reporting.Progress;

/// <summary>How far a run is at one moment, in figures and in words.</summary>
internal sealed record ProgressSnapshot
{
    /// <summary>The stage.</summary>
    public required ProgressPhase Phase { get; init; }

    /// <summary>Items done in it.</summary>
    public required long Done { get; init; }

    /// <summary>Items it has; null when not known.</summary>
    public long? Total { get; init; }

    /// <summary>Items per second; null when too early to say.</summary>
    public double? PerSecond { get; init; }

    /// <summary>The time left; null when it cannot be said.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Items that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Items of which it is not known whether they were done.</summary>
    public long Unknown { get; init; }

    /// <summary>Requests that were refused because of a rate limit.</summary>
    public long RateLimited { get; init; }

    /// <summary>The share that is done, from 0 to 1; null when the total is not known.</summary>
    public double? Share => Total is { } total ? total == 0 ? 1 : Math.Clamp((double)Done / total, 0, 1) : null;

    /// <summary>The stage in words.</summary>
    public string Title => Phase switch
    {
        ProgressPhase.ReadingFile => "Reading the file",
        ProgressPhase.ReadingStripe => "Reading Stripe",
        ProgressPhase.Planning => "Planning",
        ProgressPhase.Applying => "Applying",
        _ => throw new InvalidOperationException($"There is no phase {Phase}."),
    };

    /// <summary>What is counted, in the plural for any number but one.</summary>
    public string Items(long count) => Phase switch
    {
        ProgressPhase.ReadingStripe => Figures.Count(count, "coupon"),
        ProgressPhase.Applying => Figures.Count(count, "change"),
        _ => Figures.Count(count, "row"),
    };

    /// <summary>The most that <see cref="Details"/> can be shortened.</summary>
    public const int MostBrevity = 6;

    /// <summary>The figures in words: <c>1,204 of 40,000 (3 %)</c>, <c>80/s</c>, ...</summary>
    /// <param name="brevity">How much to shorten them, from 0 for all of them to <see cref="MostBrevity"/>; failures stay longest.</param>
    public IReadOnlyList<string> Details(int brevity = 0)
    {
        var details = new List<string> { HowFar(isShort: brevity >= 2) };
        if (PerSecond is { } rate && brevity < 1)
        {
            details.Add(Figures.Rate(rate));
        }

        if (TimeLeft is { } left && brevity < 4)
        {
            details.Add($"{Figures.Duration(RoundUp(left))} left");
        }

        Add(Failed, "failed", 6);
        Add(Unknown, "unknown", 5);
        Add(RateLimited, "rate limited", 3);
        return details;

        void Add(long count, string what, int dropped)
        {
            if (count > 0 && brevity < dropped)
            {
                details.Add($"{Figures.Count(count)} {what}");
            }
        }
    }

    private string HowFar(bool isShort)
    {
        if (Share is not { } share || Total is not { } total)
        {
            return Items(Done);
        }

        var percent = $"{Figures.Count((long)Math.Floor(share * 100))} %";
        return isShort ? percent : $"{Figures.Count(Done)} of {Figures.Count(total)} ({percent})";
    }

    // Tenths of a second would flicker, and "0 s left" would be wrong until the end.
    private static TimeSpan RoundUp(TimeSpan left) =>
        TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(left.TotalSeconds)));
}
