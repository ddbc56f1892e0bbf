namespace CouponSync;

/// <summary>Asks the user before a run writes.</summary>
internal interface IRunPrompt
{
    /// <summary>Shows what would be done and asks.</summary>
    /// <param name="journal">The run, with its plan.</param>
    /// <param name="stop">Ends the question without an answer.</param>
    /// <returns>Whether to go on.</returns>
    bool Confirm(RunJournal journal, CancellationToken stop);
}
