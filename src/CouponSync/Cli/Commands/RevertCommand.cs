using System.CommandLine;
using CouponSync.Cli.Help;
using CouponSync.History;
using CouponSync.Pipelines;
using CouponSync.Runs;

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
        var run = new Argument<string>("run") { Description = "The run to undo: its id, any part that fits no other run, latest, or its directory" };
        var deleteCreated = new ProgramOption<bool>(Groups.Changes, "--delete-created")
        {
            Description = "Delete coupons that the run created and nobody has changed since; otherwise they are kept",
        };
        var command = new ProgramCommand("revert", "Undo a run: restore what it changed, where nobody changed it since")
        {
            Examples =
            [
                new("See what undoing the latest run would change", "couponsync revert latest --dry-run"),
                new("Undo a run", "couponsync revert 2026-11-22T020000Z-7f3a"),
            ],
            Exits = ExitMeanings.Without(ExitCode.ChangesPending),
        };
        command.Add(run);
        command.Add(deleteCreated);
        runOptions.AddTo(command);
        common.AddTo(command, settingOptions);
        command.SetAction(async (parsed, _) =>
        {
            var options = runOptions.Read(parsed, common);
            var settings = common.Resolve(parsed, settingOptions);
            var name = parsed.GetRequiredValue(run);
            var source = PlanSource.FindRun(settings.State.Directory, name) ?? throw new RunCatalog(settings.State.Directory).NoRun(name);
            return await new RunSession(host, settings, options.On(source, name)).RunAsync(run =>
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
