using System.CommandLine;
using CouponSync.Cli.Settings;
using CouponSync.Reporting;

namespace CouponSync.Cli.Commands;

/// <summary>The options of a run that are no settings: whether it writes, whether it asks, and where it reports.</summary>
internal sealed class RunOptionSet
{
    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Show what would change, and change nothing" };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask before changing anything" };

    private readonly Option<string[]> _reports = new("--report")
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
        command.Options.Add(_reports);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="SettingsException">A report could not be written.</exception>
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

        return new RunOptions
        {
            Command = parsed.CommandResult.Command.Name,
            Arguments = [.. parsed.Tokens.Select(static t => t.Value)],
            DryRun = parsed.GetValue(_dryRun),
            UsesEmulator = parsed.GetValue(common.Emulator),
            IsVerbose = parsed.GetValue(common.Verbose),
            IsQuiet = parsed.GetValue(common.Quiet),
            Yes = parsed.GetValue(_yes),
            ReportFiles = reports,
        };
    }
}
