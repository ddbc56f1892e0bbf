using System.CommandLine;
using System.CommandLine.Invocation;
using CouponSync.Text;

namespace CouponSync.Cli.Help;

/// <summary>The answer to <c>--help</c>, made from the definitions of the commands.</summary>
/// <param name="name">The program's name.</param>
/// <param name="output">Where it goes.</param>
/// <param name="columns">The terminal's columns; null where there is none.</param>
/// <param name="more">Where there is more to read.</param>
internal sealed class HelpText(string name, TextWriter output, int? columns, string more) : SynchronousCommandLineAction
{
    private const int WidestTerm = 28;

    // Wider lines are hard to read, and narrower ones would be one word each.
    private readonly int _width = Math.Clamp(columns is > 0 and var width ? width : 80, 40, 120);

    /// <summary>The group of options that have none.</summary>
    public static OptionGroup General { get; } = new(99, "General");

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.RootCommandResult.Command);
        return 0;
    }

    /// <summary>Writes the help of a command.</summary>
    public void Write(Command command, Command root)
    {
        var isRoot = command == root;
        Line(command.Description + ".");
        Line();
        Line("Usage:");
        Line($"  {Usage(name, command, root)}");
        Section("Commands", command.Subcommands.Where(static c => !c.Hidden).Select(static c => (Term(c), c.Description)));
        Section("Arguments", command.Arguments.Select(static a => ($"<{a.Name}>", a.Description)));
        foreach (var group in OptionsOf(command, root).GroupBy(GroupOf).OrderBy(static g => g.Key.Order))
        {
            Section(isRoot && command.Subcommands.Count > 0 ? "Options" : group.Key.Title, group.Select(static o => (Term(o), o.Description)));
        }

        if (command is IProgramCommand { Examples: { Count: > 0 } examples })
        {
            Line();
            Line("Examples:");
            foreach (var example in examples)
            {
                Line($"  {example.What}:");
                // Copied whole, whatever the width.
                Write($"    {example.Command}");
            }
        }

        if (command is IProgramCommand { Exits: { Count: > 0 } exits })
        {
            Section("Exit codes", exits.Select(static e => ($"{e.Code}", (string?)e.Meaning)));
        }

        Line();
        if (isRoot && command.Subcommands.Count > 0)
        {
            Line($"'{name} help sync' shows the options of sync, and so for every command.");
        }

        Line(more);
    }

    /// <summary>How a command is called.</summary>
    public static string Usage(string name, Command command, Command root) =>
        command != root ? $"{name} {Term(command)} [options]" : command.Subcommands.Count > 0 ? $"{name} <command> [options]" : $"{name} [options]";

    /// <summary>The options that can be seen, those of the whole program included.</summary>
    public static IEnumerable<Option> OptionsOf(Command command, Command root) =>
        command.Options.Concat(command == root ? [] : root.Options.Where(static o => o.Recursive)).Where(static o => !o.Hidden);

    /// <summary>The group of an option.</summary>
    public static OptionGroup GroupOf(Option option) => (option as IProgramOption)?.Group ?? General;

    /// <summary>A command with its arguments: <c>sync &lt;file&gt;</c>.</summary>
    public static string Term(Command command) => string.Join(' ', command.Arguments
        .Select(static a => a.Arity.MinimumNumberOfValues == 0 ? $"[<{a.Name}>]" : $"<{a.Name}>").Prepend(command.Name));

    /// <summary>An option with its names and its value: <c>-n, --dry-run</c>.</summary>
    public static string Term(Option option) =>
        string.Join(", ", option.Aliases.Where(static a => a[0] == '-' && a != "-?").Append(option.Name))
        + (option.HelpName is { } value ? $" <{value}>" : "");

    private void Section(string title, IEnumerable<(string Term, string? Description)> entries)
    {
        var lines = entries.ToList();
        if (lines.Count == 0)
        {
            return;
        }

        Line();
        Line(title + ":");
        var beside = _width < 60 ? 0 : Math.Min(lines.Max(static l => l.Term.Length), WidestTerm);
        foreach (var (term, description) in lines)
        {
            var (head, indent) = beside == 0 ? ($"  {term}\n      ", 6)
                : term.Length > beside ? ($"  {term}\n{new string(' ', beside + 4)}", beside + 4)
                : ($"  {term.PadRight(beside)}  ", beside + 4);
            var text = description ?? "";
            Write(head + string.Join("\n" + new string(' ', indent), WordWrap.Lines(text, _width - indent, 0).Select(range => text[range])));
        }
    }

    private void Line(string text = "") => Write(WordWrap.Fit(text, _width));

    // Not by WriteLine, which takes one line only.
    private void Write(string lines) => output.Write(lines + output.NewLine);
}
