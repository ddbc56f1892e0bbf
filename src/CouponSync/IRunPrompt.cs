using CouponSync.Planning;

namespace CouponSync;

/// <summary>Asks the user before a run writes.</summary>
internal interface IRunPrompt
{
    /// <summary>Shows what would be done and asks.</summary>
    /// <param name="journal">The run, with its plan.</param>
    /// <param name="left">The counts of what would be done.</param>
    /// <param name="stop">Ends the question without an answer.</param>
    /// <returns>Why not to go on, as a sentence; null to go on.</returns>
    Task<string?> AskAsync(RunJournal journal, RunCounts left, CancellationToken stop);
}
