using CouponSync.Files;
using CouponSync.Reporting;
using CouponSync.Reporting.Progress;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Pipelines;

/// <summary>What every stage of one run works with. What a stage needs of another one comes to it by its parameters.</summary>
internal sealed record RunContext
{
    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary>The settings, validated.</summary>
    public required SyncSettings Settings { get; init; }

    /// <summary>The connection.</summary>
    public required StripeConnection Stripe { get; init; }

    /// <summary>Where the run's files are.</summary>
    public required RunDirectory Directory { get; init; }

    /// <summary>When the run started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Told what the report is to say; no stage reads it.</summary>
    public required RunRecord Record { get; init; }

    /// <summary>The files the user named, open.</summary>
    public required RunOutputs Outputs { get; init; }

    /// <summary>Asks before writing.</summary>
    public required IRunPrompt Prompt { get; init; }

    /// <summary>Shows how far it is.</summary>
    public required IProgressSink Progress { get; init; }

    /// <summary>Opens standard input as bytes, for an input of <c>-</c>.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Whether a scheduler started it: nobody is there.</summary>
    public required bool IsScheduled { get; init; }

    /// <summary>How many changes it takes up, the first ones of those that are left; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>When the run must end.</summary>
    public required RunBounds Bounds { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Asks for an orderly stop.</summary>
    public CancellationToken Stop => Bounds.Stop;

    /// <summary>An account, as reports and questions name it.</summary>
    public AccountInfo AccountInfo(AccountLock account) => new(account.Id, account.Livemode, Stripe.DisplayAddress);
}

/// <summary>The files that the user named for what a run writes beside its own, each looked at before the run began.</summary>
/// <param name="Plan">Gets the plan; null for none.</param>
/// <param name="Reports">Get the report.</param>
/// <param name="Metrics">Gets the metrics; null for none.</param>
internal sealed record RunOutputs(OutputFile? Plan, IReadOnlyList<OutputFile> Reports, OutputFile? Metrics);
