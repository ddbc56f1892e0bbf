using System.CommandLine;
using CouponSync.History;
using CouponSync.Pipelines;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync apply PLAN</c>.</summary>
internal static class ApplyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions(host);
        var runOptions = new RunOptionSet(plans: false);
        var settingOptions = SettingOptions.SavedPlan;
        var plan = new Argument<string>("plan")
        {
            Description = "A plan saved with sync --plan, or a run's id or directory: its plan, and on from where it ended",
        };
        var sha256 = new Option<string?>("--sha256")
        {
            Description = "Refuse any plan but the one with this SHA-256, which its review shows",
            HelpName = "hex",
        };
        var command = new Command("apply", "Apply a saved plan, and refuse changes that have gone stale") { plan, sha256 };
        runOptions.AddTo(command);
        common.AddTo(command, settingOptions);
        command.SetAction(async (parsed, _) =>
        {
            var options = runOptions.Read(parsed, common);
            var settings = common.Resolve(parsed, settingOptions);
            var source = PlanSource.Find(settings.State.Directory, parsed.GetRequiredValue(plan));
            return await new RunSession(host, settings, options with { Inputs = source.Files }).RunAsync(run =>
                ApplyPipeline.RunAsync(run, new ApplyRequest(source, parsed.GetValue(sha256), options.DryRun)));
        });
        return command;
    }
}
