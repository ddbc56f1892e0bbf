using System.Text.Json.Serialization;

namespace CouponSync.Reporting;

/// <summary>Which run a report is about.</summary>
internal sealed record RunInfo
{
    /// <summary>The run's id, also the name of its directory.</summary>
    public required string Id { get; init; }

    /// <summary>The command: <c>sync</c>, <c>apply</c>, <c>revert</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Whether nothing could be written.</summary>
    public required bool DryRun { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The exit code of the process.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Which Stripe client is inside, as <c>--version</c> says it.</summary>
    public required string Sdk { get; init; }

    /// <summary>The input; null for commands that read no file.</summary>
    public InputInfo? Input { get; init; }

    /// <summary>The account; null when the run ended before it was known.</summary>
    public AccountInfo? Account { get; init; }

    /// <summary>Why the run ended early, as a sentence for people; null when it went to its end.</summary>
    public string? StopReason { get; init; }

    /// <summary>Whether the run went to its end, and only something that was asked for could not be written: a report, a file
    /// of metrics. <see cref="StopReason"/> says what.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Undelivered { get; init; }

    /// <summary>Further sentences that a reader should not miss: warnings, a guard's arithmetic.</summary>
    public IReadOnlyList<string> Notes { get; init => field = value ?? []; } = [];

    /// <summary>Sentences for whoever wants to know: what reading cost, what seals the plan.</summary>
    public IReadOnlyList<string> Remarks { get; init => field = value ?? []; } = [];

    /// <summary>The run's directory, as the user would type it; null when nothing was written.</summary>
    public string? Directory { get; init; }

    /// <summary>The plan saved for <c>apply</c>, as the user would type it; null when none was asked for.</summary>
    public string? PlanFile { get; init; }

    /// <summary>The SHA-256 that seals the plan; null when there is no plan.</summary>
    public string? PlanSha256 { get; init; }

    /// <summary>The same where no remark has it already.</summary>
    [JsonIgnore]
    public string? UntoldPlanSha256 => PlanSha256 is { } sha256 && !Remarks.Any(r => r.Contains(sha256, StringComparison.Ordinal)) ? sha256 : null;

    /// <summary>The file of failed rows, as the user would type it; null when no row failed.</summary>
    public string? ErrorsFile { get; init; }

    /// <summary>How long applying the plan would take at the allowed rate; null where that is not known.</summary>
    [JsonIgnore]
    public TimeSpan? EstimatedApplyTime { get; init; }

    /// <summary>The same in seconds, with one decimal.</summary>
    [JsonInclude]
    internal decimal? EstimatedApplySeconds
    {
        get => EstimatedApplyTime is { } time ? (decimal)Math.Round(time.TotalSeconds, 1) : null;
        init => EstimatedApplyTime = value is { } seconds ? TimeSpan.FromSeconds((double)seconds) : null;
    }

    /// <summary>The program's arguments without secrets, for "what next"; empty where there were none.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The same as the report has them: not at all where there were none.</summary>
    [JsonPropertyName("arguments"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? KeptArguments
    {
        get => Arguments.Count > 0 ? Arguments : null;
        init => Arguments = value ?? [];
    }
}

/// <summary>The input of a run.</summary>
/// <param name="Path">As given on the command line; <c>-</c> for standard input.</param>
/// <param name="Sha256">Of its bytes, in lower case hex.</param>
/// <param name="Rows">Its data rows, the invalid ones included.</param>
internal sealed record InputInfo(string Path, string Sha256, long Rows);

/// <summary>The account of a run.</summary>
/// <param name="Id">Stripe's <c>acct_...</c>.</param>
/// <param name="Livemode">Whether the key is a live one.</param>
/// <param name="ApiBase">The address requests went to; <c>emulator</c> for the one in memory.</param>
internal sealed record AccountInfo(string Id, bool Livemode, string ApiBase)
{
    /// <summary>Whether the id is Stripe's. Where the key may not read its account, it is a name made from the key.</summary>
    [JsonIgnore]
    public bool IsKnown => Id.StartsWith("acct_", StringComparison.Ordinal);
}
