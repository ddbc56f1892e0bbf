using System.CommandLine;
using CouponSync.Cli.Settings;
using CouponSync.Reporting;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync sync FILE</c>.</summary>
internal static class SyncCommand
{
    private static readonly IReadOnlyList<SettingOption> Settings =
    [
        .. InputOptions.Settings,
        SettingOption.Value("Csv:EmptyCells", "--empty-cells", "What an empty metadata cell asks for: ignore (leave the key alone) or unset [ignore]", "what"),
        SettingOption.Switch("Csv:PruneMetadata", "--prune-metadata", "Unset keys of a coupon that the file has no column for"),
        SettingOption.Switch("Csv:CreateMissing", "--create-missing", "Create coupons that do not exist, where the row describes them completely"),
        SettingOption.Value("Fetch:Mode", "--fetch", "How coupons are read: auto, list (all, 100 a request), retrieve (one a request) or incremental (what changed since the last run) [auto]", "how"),
        SettingOption.Switch("Snapshot:Refresh", "--refresh", "Read all coupons again, and do not rely on what earlier runs saw"),
        .. GuardOptions.Settings,
        .. RunLimitOptions.Settings,
    ];

    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions();
        var file = InputOptions.File();
        var dryRun = new Option<bool>("--dry-run", "-n") { Description = "Show what would change, and change nothing" };
        var detailed = new Option<bool>("--detailed-exit-code")
        {
            Description = "With --dry-run: end with 2 when changes are pending, with 1 when only rows that cannot be fulfilled are left",
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask before changing anything" };
        var plan = new Option<string?>("--plan") { Description = "Save the plan in this file too", HelpName = "file" };
        var reports = new Option<string[]>("--report")
        {
            Description = $"Write the report to this file too; its ending says how ({string.Join(' ', ReportFile.Extensions)}); can be repeated",
            HelpName = "file",
            AllowMultipleArgumentsPerToken = false,
        };
        var command = new Command("sync", "Bring the metadata and names of coupons in step with a CSV file")
        {
            file, dryRun, detailed, yes, plan, reports,
        };
        common.AddTo(command, Settings);
        command.SetAction(async (parsed, _) =>
        {
            var reportFiles = parsed.GetValue(reports) ?? [];
            foreach (var path in reportFiles)
            {
                if (ReportFile.Check(path) is { } refusal)
                {
                    throw new SettingsException($"--report: {refusal}");
                }
            }

            if (parsed.GetValue(detailed) && !parsed.GetValue(dryRun))
            {
                throw new SettingsException("--detailed-exit-code is for --dry-run: a real run leaves no changes pending.");
            }

            var settings = common.Resolve(parsed, Settings);
            var session = new RunSession(host, settings, new RunOptions
            {
                Command = "sync",
                Arguments = [.. parsed.Tokens.Select(static t => t.Value)],
                DryRun = parsed.GetValue(dryRun),
                UsesEmulator = parsed.GetValue(common.Emulator),
                IsVerbose = parsed.GetValue(common.Verbose),
                IsQuiet = parsed.GetValue(common.Quiet),
                Yes = parsed.GetValue(yes),
                Inputs = [InputOptions.Named(parsed.GetRequiredValue(file))],
                ReportFiles = reportFiles,
                PlanFile = parsed.GetValue(plan),
            });
            return await session.RunAsync(context => new SyncPipeline(new RunStages(context)).RunAsync(new SyncRequest
            {
                Input = parsed.GetRequiredValue(file),
                DryRun = parsed.GetValue(dryRun),
                DetailedExitCode = parsed.GetValue(detailed),
            }));
        });
        return command;
    }
}
