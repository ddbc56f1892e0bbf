namespace CouponSync.Mutation;

/// <summary>A deliberate defect of the program, of one line.</summary>
/// <param name="Stage">The stage that has it.</param>
/// <param name="What">What the program does wrong.</param>
/// <param name="File">The source file, below <c>src/CouponSync</c>.</param>
/// <param name="From">A text that occurs in it once.</param>
/// <param name="To">What stands there instead.</param>
/// <param name="Tests">Which tests must notice: those of the stage itself, as a filter of <c>dotnet test</c>.</param>
internal sealed record Defect(string Stage, string What, string File, string From, string To, string Tests)
{
    /// <summary>Whether the source has the text once, so that the defect can be made.</summary>
    /// <param name="source">The source.</param>
    public bool Fits(string source)
    {
        var first = source.IndexOf(From, StringComparison.Ordinal);
        return first >= 0 && source.IndexOf(From, first + 1, StringComparison.Ordinal) < 0;
    }

    /// <summary>The source with the defect.</summary>
    /// <param name="source">The source.</param>
    public string Strike(string source) => source.Replace(From, To, StringComparison.Ordinal);
}
