using CouponSync.Cli;
using CouponSync.Cli.Settings;
using CouponSync.Files;
using CouponSync.Reporting.Progress;
using CouponSync.Runs;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync;

/// <summary>What every stage of one run works with.</summary>
/// <param name="Settings">The settings, validated.</param>
/// <param name="Stripe">The connection.</param>
/// <param name="Journal">What the run learns.</param>
/// <param name="Outputs">The files the user named, open.</param>
/// <param name="Prompt">Asks before writing.</param>
/// <param name="Progress">Shows how far it is.</param>
/// <param name="Host">The process around it; its stop and abort are the run's.</param>
/// <param name="Bounds">When the run must end.</param>
/// <param name="Log">The log.</param>
internal sealed record RunContext(
    SyncSettings Settings,
    StripeConnection Stripe,
    RunJournal Journal,
    RunOutputs Outputs,
    IRunPrompt Prompt,
    IProgressSink Progress,
    ProgramHost Host,
    RunBounds Bounds,
    ILogger Log);

/// <summary>The files that the user named for what a run writes beside its own, each looked at before the run began.</summary>
/// <param name="Plan">Gets the plan; null for none.</param>
/// <param name="Reports">Get the report.</param>
/// <param name="Metrics">Gets the metrics; null for none.</param>
internal sealed record RunOutputs(OutputFile? Plan, IReadOnlyList<OutputFile> Reports, OutputFile? Metrics);
