using System.CommandLine;

namespace CouponSync.Cli.Help;

/// <summary>A command line to copy.</summary>
/// <param name="What">What it is for.</param>
/// <param name="Command">The command line.</param>
internal sealed record Example(string What, string Command);

/// <summary>A line of the table of exit codes.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Meaning">What it means.</param>
internal sealed record ExitMeaning(int Code, string Meaning);

/// <summary>What the help says of a command beside its options.</summary>
internal interface IProgramCommand
{
    /// <summary>How it is called.</summary>
    IReadOnlyList<Example> Examples { get; }

    /// <summary>How it can end.</summary>
    IReadOnlyList<ExitMeaning> Exits { get; }
}

/// <summary>A command with examples and exit codes.</summary>
internal sealed class ProgramCommand(string name, string description) : Command(name, description), IProgramCommand
{
    /// <inheritdoc/>
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<ExitMeaning> Exits { get; init; } = [];
}

/// <summary>The program itself, with examples and exit codes.</summary>
internal sealed class ProgramRoot(string description) : RootCommand(description), IProgramCommand
{
    /// <inheritdoc/>
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<ExitMeaning> Exits { get; init; } = [];
}
