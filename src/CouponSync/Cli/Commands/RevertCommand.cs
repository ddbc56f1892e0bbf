using System.CommandLine;
using CouponSync.History;
using CouponSync.Pipelines;
using CouponSync.Settings;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync revert RUN</c>.</summary>
internal static class RevertCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions(host);
        var runOptions = new RunOptionSet(plans: true);
        var settingOptions = SettingOptions.SavedPlan;
        var run = new Argument<string>("run") { Description = "The run to take back: its id, or its directory" };
        var deleteCreated = new Option<bool>("--delete-created")
        {
            Description = "Delete coupons that the run created and nobody has changed since; otherwise they are kept",
        };
        var command = new Command("revert", "Undo a run: restore what it changed, where nobody changed it since") { run, deleteCreated };
        runOptions.AddTo(command);
        common.AddTo(command, settingOptions);
        command.SetAction(async (parsed, _) =>
        {
            var options = runOptions.Read(parsed, common);
            var settings = common.Resolve(parsed, settingOptions);
            var name = parsed.GetRequiredValue(run);
            var source = PlanSource.FindRun(settings.State.Directory, name) ?? throw new SettingsException(
                $"There is no run '{name}' in {Path.Combine(settings.State.Directory, "runs")} (State:Directory).");
            return await new RunSession(host, settings, options with { Inputs = source.Files }).RunAsync(run =>
                RevertPipeline.RunAsync(run, new RevertRequest
                {
                    Run = source,
                    DeletesCreated = parsed.GetValue(deleteCreated),
                    DryRun = options.DryRun,
                }));
        });
        return command;
    }
}
