using CouponSync.Loading;
using CouponSync.Planning;
using CouponSync.Runs;

namespace CouponSync;

/// <summary>The writing of a plan, whatever it is made from.</summary>
internal static class PlanStage
{
    /// <summary>What a plan of this run begins with.</summary>
    /// <param name="context">The run.</param>
    /// <param name="account">Whom it is for.</param>
    /// <param name="input">What it is made from.</param>
    public static PlanHeader Header(RunContext context, AccountLease account, PlanInput input) => new()
    {
        RunId = context.Journal.Directory.Id,
        CreatedAt = context.Journal.StartedAt,
        AccountId = account.Id,
        Livemode = account.Livemode,
        ApiBase = context.Stripe.DisplayAddress,
        Input = input,
    };

    /// <summary>Writes the run's plan, and notes it with its counts. Nothing is left of one that is not completed.</summary>
    /// <param name="context">The run.</param>
    /// <param name="header">Its first line.</param>
    /// <param name="write">Writes what follows, and counts it.</param>
    public static RunCounts Write(RunContext context, PlanHeader header, Func<PlanWriter, RunCounts> write)
    {
        var journal = context.Journal;
        using var file = AtomicFile.Create(journal.Directory.PlanPath);
        using var writer = new PlanWriter(file.Stream, header);
        var counts = write(writer);
        var sha256 = writer.Complete();
        file.Commit();
        journal.Plan = PlanFile.Completed(journal.Directory.PlanPath, header, counts.Changes, sha256);
        journal.Counts = counts;
        return counts;
    }
}
