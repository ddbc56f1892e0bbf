using System.CommandLine;
using CouponSync.Cli.Help;
using CouponSync.Runs;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync man</c>: the manual page in man(7), made from the definitions of the commands.</summary>
internal static class ManCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var command = new Command("man", "Write the manual page") { Hidden = true };
        command.SetAction(parsed =>
        {
            host.Out.Write(Page((ProgramRoot)parsed.RootCommandResult.Command));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Page(ProgramRoot root)
    {
        var commands = root.Subcommands.Where(static c => !c.Hidden).ToList();
        return string.Join('\n', (string[])
        [
            ".TH COUPONSYNC 1 \"\" \"CouponSync\" \"User Commands\"",
            ".SH NAME", $"couponsync {Roff("- " + char.ToLowerInvariant(root.Description![0]) + root.Description[1..])}",
            ".SH SYNOPSIS", ".B couponsync", ".I command", "[options]",
            ".SH DESCRIPTION",
            Roff("It reads as little of Stripe as it can, writes only what differs, never faster than Stripe allows, and can always say what it did, what it did not do, and how to undo it."),
            ".SH COMMANDS",
            .. commands.SelectMany(c => Section(c, root)),
            ".SH EXIT STATUS", .. root.Exits.SelectMany(static e => Entry($"{e.Code}", e.Meaning)),
            ".SH ENVIRONMENT",
            .. Entry("STRIPE_API_KEY", "The key."),
            .. Entry("COUPONSYNC_Section__Name", "A setting, such as COUPONSYNC_Csv__Delimiter."),
            .. Entry("NO_COLOR", "No colours, where it is set."),
            ".SH FILES",
            .. Entry("appsettings.json", "Settings, beside the program and in the working directory."),
            .. Entry(".couponsync/", "Runs, snapshots and locks (--state-dir)."),
            .. Entry("logs/", "The log (--log-dir)."),
            ".SH EXAMPLES", .. ExamplesOf(root.Examples),
            "",
        ]);
    }

    private static IEnumerable<string> Section(Command command, Command root) =>
    [
        $".SS {Roff($"couponsync {HelpText.Term(command)} [options]")}",
        Roff(command.Description + "."),
        .. command.Arguments.SelectMany(static a => Entry($"<{a.Name}>", a.Description + ".")),
        .. HelpText.OptionsOf(command, root).OrderBy(static o => HelpText.GroupOf(o).Order).SelectMany(static o => Entry(HelpText.Term(o), o.Description + ".")),
        .. ExamplesOf(((IProgramCommand)command).Examples),
    ];

    private static IEnumerable<string> Entry(string term, string text) => [".TP", $".B {Roff(term)}", Roff(text)];

    private static IEnumerable<string> ExamplesOf(IEnumerable<Example> examples) =>
        examples.SelectMany(static e => (string[])[".PP", Roff(e.What + ":"), ".PP", ".RS", ".nf", Roff(e.Command), ".fi", ".RE"]);

    // A hyphen is typed, not set; a line must not begin with a control character.
    private static string Roff(string text)
    {
        var escaped = text.Replace(@"\", @"\e", StringComparison.Ordinal).Replace("-", @"\-", StringComparison.Ordinal).Replace("'", @"\(aq", StringComparison.Ordinal);
        return escaped.StartsWith('.') ? @"\&" + escaped : escaped;
    }
}
