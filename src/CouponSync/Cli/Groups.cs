using CouponSync.Cli.Help;

namespace CouponSync.Cli;

/// <summary>The groups of options, in the order in which the help has them.</summary>
internal static class Groups
{
    /// <summary>How the file is read.</summary>
    public static OptionGroup File { get; } = new(1, "File");

    /// <summary>What is changed, and how rows are judged.</summary>
    public static OptionGroup Changes { get; } = new(2, "What to change");

    /// <summary>What keeps a run from doing too much.</summary>
    public static OptionGroup Safety { get; } = new(3, "Safety");

    /// <summary>How Stripe is read.</summary>
    public static OptionGroup Reading { get; } = new(4, "Reading");

    /// <summary>Which account, and how fast.</summary>
    public static OptionGroup Stripe { get; } = new(5, "Stripe");

    /// <summary>What is shown and written.</summary>
    public static OptionGroup Output { get; } = new(6, "Output");

    /// <summary>The log.</summary>
    public static OptionGroup Logging { get; } = new(7, "Logging");

    /// <summary>Everything else.</summary>
    public static OptionGroup General => HelpText.General;
}
