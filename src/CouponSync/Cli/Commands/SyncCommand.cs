using System.CommandLine;
using CouponSync.Cli.Help;
using CouponSync.Pipelines;
using CouponSync.Settings;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync sync FILE</c>.</summary>
internal static class SyncCommand
{
    /// <summary>The options that stand for settings.</summary>
    public static IReadOnlyList<SettingOption> Settings =>
    [
        .. SettingOptions.Input,
        SettingOption.Switch(Groups.File, "Csv:SkipInvalid", "--skip-invalid", "Continue with the valid rows when some are invalid"),
        SettingOption.Value(Groups.Changes, "Csv:EmptyCells", "--empty-cells", "What an empty metadata cell asks for: ignore (leave the key alone) or unset [ignore]", "what", "ignore", "unset"),
        SettingOption.Switch(Groups.Changes, "Csv:PruneMetadata", "--prune-metadata", "Unset keys of a coupon that the file has no column for"),
        SettingOption.Switch(Groups.Changes, "Csv:CreateMissing", "--create-missing", "Create coupons that do not exist, where the row describes them completely"),
        SettingOption.Switch(Groups.Changes, "Csv:UpdateCurrencyOptions", "--update-currency-options", "Change amounts in further currencies (currency_options[eur]) where they differ; otherwise that is a conflict"),
        SettingOption.Value(Groups.Changes, "Csv:Missing", "--missing", "How to treat rows whose coupon does not exist: fail (exit code 1) or warn [fail]", "what", "fail", "warn"),
        SettingOption.Value(Groups.Changes, "Csv:Conflicts", "--conflicts", "How to treat rows in conflict with their coupon: fail (exit code 1) or warn [fail]", "what", "fail", "warn"),
        SettingOption.Value(Groups.Reading, "Fetch:Mode", "--fetch", "How coupons are read: auto, list (all, 100 a request), retrieve (one a request) or incremental (what changed since the last run) [auto]", "how", "auto", "list", "retrieve", "incremental"),
        SettingOption.Switch(Groups.Reading, "Snapshot:Refresh", "--refresh", "Read all coupons again, and do not rely on what earlier runs saw"),
        .. SettingOptions.Guards,
        .. SettingOptions.Run,
    ];

    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions(host);
        var runOptions = new RunOptionSet(plans: true);
        var settingOptions = Settings;
        var file = Arguments.File();
        var detailed = new ProgramOption<bool>(Groups.Output, "--detailed-exit-code")
        {
            Description = "With --dry-run: end with 2 when changes are pending, with 1 when only rows that cannot be fulfilled are left",
        };
        var command = new ProgramCommand("sync", "Bring the metadata and names of coupons in step with a CSV file")
        {
            Examples =
            [
                new("See what would change, and keep the report to show it to somebody", "couponsync sync coupons.csv --dry-run --report plan.html"),
                new("Apply it, unless more than 30 % of the rows would change", "couponsync sync coupons.csv --max-changes 30%"),
                new("Every night from a scheduler, on a live account", "couponsync sync coupons.csv --live --yes --quiet --max-changes 10%"),
                new("Try it without a Stripe account", "couponsync sync samples/coupons.csv --emulator --dry-run"),
            ],
            Exits = ExitMeanings.All,
        };
        command.Add(file);
        command.Add(detailed);
        runOptions.AddTo(command);
        common.AddTo(command, settingOptions);
        command.SetAction(async (parsed, _) =>
        {
            var options = runOptions.Read(parsed, common);
            if (parsed.GetValue(detailed) && !options.DryRun)
            {
                throw new SettingsException("--detailed-exit-code is for --dry-run: a real run leaves no changes pending.");
            }

            var settings = common.Resolve(parsed, settingOptions);
            var input = parsed.GetRequiredValue(file);
            return await new RunSession(host, settings, options with { Inputs = [Arguments.Named(input)] }).RunAsync(run =>
                SyncPipeline.RunAsync(run, new SyncRequest
                {
                    Input = input,
                    DryRun = options.DryRun,
                    DetailedExitCode = parsed.GetValue(detailed),
                }));
        });
        return command;
    }
}
