using System.CommandLine;
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
        Description = $"Write the report to this file too; its ending says how ({string.Join(' ', ReportFile.Extensions)}); can be repeated",
        HelpName = "file",
        AllowMultipleArgumentsPerToken = false,
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
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="SettingsException">A report's ending says no format.</exception>
    public RunOptions Read(ParseResult parsed, CommonOptions common)
    {
        var reports = parsed.GetValue(_reports) ?? [];
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
        };
    }
}
