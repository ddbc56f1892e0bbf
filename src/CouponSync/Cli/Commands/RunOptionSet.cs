using System.CommandLine;
using System.Globalization;
using CouponSync.Cli.Help;
using CouponSync.Reporting;
using CouponSync.Settings;

namespace CouponSync.Cli.Commands;

/// <summary>The options of a run that are no settings: whether it writes, whether it asks, and which files it leaves.</summary>
/// <param name="plans">Whether the command makes a plan, which <c>--plan</c> saves.</param>
internal sealed class RunOptionSet(bool plans)
{
    private readonly ProgramOption<bool> _dryRun = new(Groups.Safety, "--dry-run", "-n") { Description = "Show what would change, and change nothing" };

    private readonly ProgramOption<bool> _yes = new(Groups.Safety, "--yes", "-y") { Description = "Do not ask before changing anything" };

    private readonly ProgramOption<string?> _plan = new(Groups.Output, "--plan") { Description = "Save the plan in this file too", HelpName = "file" };

    private readonly ProgramOption<string[]> _reports = new(Groups.Output, "--report")
    {
        Description = $"Write the report to this file too; its ending says how ({string.Join(' ', ReportFile.Extensions)}); can be repeated; - for standard output, in place of the text",
        HelpName = "file",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly ProgramOption<string?> _reportFormat = new(Groups.Output, "--report-format")
    {
        Description = $"How --report - is written: {string.Join(", ", ReportFile.Formats)}",
        HelpName = "how",
        CompletionSources = { ReportFile.Formats.ToArray() },
    };

    private readonly ProgramOption<string?> _limit = new(Groups.Safety, "--limit")
    {
        Description = "Apply only so many changes, the first ones; 'couponsync apply RUN' goes on with the rest",
        HelpName = "n",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_dryRun);
        command.Options.Add(_yes);
        if (plans)
        {
            command.Options.Add(_plan);
        }

        command.Options.Add(_reports);
        command.Options.Add(_reportFormat);
        command.Options.Add(_limit);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="SettingsException">A report's ending says no format.</exception>
    public RunOptions Read(ParseResult parsed, CommonOptions common)
    {
        var named = parsed.GetValue(_reports) ?? [];
        string[] reports = [.. named.Where(static path => path != "-")];
        foreach (var path in reports)
        {
            if (ReportFile.Check(path) is { } refusal)
            {
                throw new SettingsException($"--report: {refusal}");
            }
        }

        var session = common.Session(parsed);
        return new RunOptions
        {
            Command = parsed.CommandResult.Command.Name,
            Arguments = RecordedArguments.Of(parsed),
            DryRun = parsed.GetValue(_dryRun),
            UsesEmulator = session.UsesEmulator,
            IsVerbose = session.IsVerbose,
            IsQuiet = session.IsQuiet,
            Yes = parsed.GetValue(_yes),
            PlanFile = plans ? parsed.GetValue(_plan) : null,
            ReportFiles = reports,
            StandardReport = Format(parsed.GetValue(_reportFormat), isAsked: reports.Length < named.Length),
            Limit = Limit(parsed.GetValue(_limit)),
        };
    }

    private static string? Format(string? format, bool isAsked) => (format, isAsked) switch
    {
        (null, false) => null,
        (null, true) => throw new SettingsException($"--report - does not say how the report is to be written: add --report-format {string.Join('|', ReportFile.Formats)}."),
        (_, false) => throw new SettingsException("--report-format is for --report -, which writes the report on standard output; of a file its ending says how."),
        _ => ReportFile.Formats.FirstOrDefault(f => f.Equals(format, StringComparison.OrdinalIgnoreCase))
            ?? throw new SettingsException($"--report-format is '{format}', but must be one of {string.Join(", ", ReportFile.Formats)}."),
    };

    private static int? Limit(string? text) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit
        : throw new SettingsException($"--limit is '{text}', but must be a whole number from 1.");
}
