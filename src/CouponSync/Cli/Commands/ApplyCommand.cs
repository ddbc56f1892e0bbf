using System.CommandLine;
using CouponSync.Cli.Help;
using CouponSync.History;
using CouponSync.Pipelines;
using CouponSync.Runs;

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
            Description = "A plan saved with sync --plan, or a run (its id, any part that fits no other run, latest, or its directory): its plan, from where it ended",
        };
        var sha256 = new ProgramOption<string?>(Groups.Safety, "--sha256")
        {
            Description = "Refuse any plan but the one with this SHA-256, which its review shows",
            HelpName = "hex",
        };
        var command = new ProgramCommand("apply", "Apply a saved plan, and refuse changes that have gone stale")
        {
            Examples =
            [
                new("Save a plan for review", "couponsync sync migration.csv --dry-run --plan plan.jsonl --report plan.html"),
                new("Apply exactly this plan", "couponsync apply plan.jsonl"),
                new("Continue the latest run, which was stopped", "couponsync apply latest"),
            ],
            Exits = ExitMeanings.Without(ExitCode.ChangesPending),
        };
        command.Add(plan);
        command.Add(sha256);
        runOptions.AddTo(command);
        common.AddTo(command, settingOptions);
        command.SetAction(async (parsed, _) =>
        {
            var options = runOptions.Read(parsed, common);
            var settings = common.Resolve(parsed, settingOptions);
            var name = parsed.GetRequiredValue(plan);
            var source = PlanSource.Find(settings.State.Directory, name);
            return await new RunSession(host, settings, options.On(source, name)).RunAsync(run =>
                ApplyPipeline.RunAsync(run, new ApplyRequest(source, parsed.GetValue(sha256), options.DryRun)));
        });
        return command;
    }
}
