using System.CommandLine;
using CouponSync.Cli.Settings;
using CouponSync.Runs;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync revert RUN</c>.</summary>
internal static class RevertCommand
{
    private static readonly IReadOnlyList<SettingOption> Settings =
    [
        SettingOption.Value("Fetch:Mode", "--fetch", "How coupons are read: auto, list (all, 100 a request) or retrieve (one a request) [auto]", "how"),
        .. GuardOptions.Settings,
        .. RunLimitOptions.Settings,
    ];

    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions();
        var runOptions = new RunOptionSet();
        var run = new Argument<string>("run") { Description = "The run to take back: its id, or its directory" };
        var deleteCreated = new Option<bool>("--delete-created")
        {
            Description = "Delete coupons that the run created and nobody has changed since; otherwise they are kept",
        };
        var plan = new Option<string?>("--plan") { Description = "Save the plan in this file too", HelpName = "file" };
        var command = new Command("revert", "Undo a run: restore what it changed, where nobody changed it since") { run, deleteCreated, plan };
        runOptions.AddTo(command);
        common.AddTo(command, Settings);
        command.SetAction(async (parsed, _) =>
        {
            var options = runOptions.Read(parsed, common);
            var settings = common.Resolve(parsed, Settings);
            var name = parsed.GetRequiredValue(run);
            var source = PlanSource.FindRun(settings.State.Directory, name) ?? throw new SettingsException(
                $"There is no run '{name}' in {Path.Combine(settings.State.Directory, "runs")} (State:Directory).");
            options = options with { Inputs = source.Files, PlanFile = parsed.GetValue(plan) };
            return await new RunSession(host, settings, options).RunAsync(context =>
                new RevertPipeline(new RunStages(context), new RevertStages(context)).RunAsync(new RevertRequest
                {
                    Run = source,
                    DeletesCreated = parsed.GetValue(deleteCreated),
                    DryRun = options.DryRun,
                }));
        });
        return command;
    }
}
