using System.CommandLine;

namespace CouponSync.Cli.Help;

/// <summary>What an option is about; options of one group stand together in the help.</summary>
/// <param name="Order">Its place among the groups.</param>
/// <param name="Title">Its heading.</param>
internal sealed record OptionGroup(int Order, string Title);

/// <summary>What the help knows of an option.</summary>
internal interface IProgramOption
{
    /// <summary>Its group.</summary>
    OptionGroup Group { get; }
}

/// <summary>An option with its place in the help.</summary>
/// <param name="group">Its group.</param>
/// <param name="name">Its name.</param>
/// <param name="aliases">Other names.</param>
internal sealed class ProgramOption<T>(OptionGroup group, string name, params string[] aliases) : Option<T>(name, aliases), IProgramOption
{
    /// <inheritdoc/>
    public OptionGroup Group => group;
}
