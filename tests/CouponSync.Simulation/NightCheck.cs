using System.Globalization;
using System.Text.Json;
using CouponSync.Emulator;
using CouponSync.Runs;

namespace CouponSync.Simulation;

/// <summary>One run that is over, as the checks see it.</summary>
/// <param name="Night">The night's number.</param>
/// <param name="StartedAt">When it began, by Stripe's clock.</param>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Report">Its report.</param>
/// <param name="Watch">What it asked.</param>
internal sealed record EndedRun(int Night, DateTimeOffset StartedAt, int ExitCode, JsonElement Report, RequestWatch Watch)
{
    /// <summary>A count of the report's summary.</summary>
    public long Count(string name) => Report.GetProperty("summary").GetProperty(name).GetInt64();

    /// <summary>How many coupons the audit found that had changed without an event, as a note says.</summary>
    public long FoundLostEvents => Report.GetProperty("run").GetProperty("notes").EnumerateArray()
        .Select(static note => note.GetString()!.Split(' '))
        .Where(static words => words is ["The", "audit", "found", ..])
        .Sum(static words => long.Parse(words[3], NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

    /// <summary>Why it ended early; null when it did not.</summary>
    public string? StopReason => Report.GetProperty("run").GetProperty("stopReason").GetString();

    /// <summary>The coupons whose change was not made, and is reported as such.</summary>
    public HashSet<string> NotApplied() => Report.GetProperty("changes").EnumerateArray()
        .Where(static c => c.GetProperty("outcome").GetString() != "applied")
        .Select(static c => c.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
}

/// <summary>Whether every row of the file holds after a run that says so.</summary>
internal sealed class NightCheck(MonthSetting month, StripeEmulator emulator, OtherPeople others, MonthResult result)
{
    /// <summary>Checks a run of <c>sync</c>.</summary>
    /// <param name="run">The run; it reported success, or that some rows failed.</param>
    /// <param name="wanted">The rows.</param>
    public void Check(EndedRun run, IReadOnlyDictionary<string, string> wanted)
    {
        result.Checked++;
        others.Keep(run.Watch.Shown);
        var failed = run.NotApplied();
        // A change is visible to a run that starts so long after it; a lost one after the snapshot's age, at a nightly run.
        var visible = run.StartedAt - month.EventDelay - TimeSpan.FromMinutes(2);
        var audited = run.StartedAt - MonthSetting.MaxAge - TimeSpan.FromDays(1);
        long missing = 0;
        var isCertain = true;
        foreach (var (id, value) in wanted)
        {
            var isExcused = failed.Contains(id) || others.IsExcused(id, visible, audited);
            isCertain &= !isExcused;
            var coupon = emulator.Find(id);
            missing += coupon is null ? 1 : 0;
            if (!isExcused && coupon is not null && coupon.Metadata.GetValueOrDefault("order_id") is var found && found != value)
            {
                result.Failures.Add($"Night {run.Night}: the run ended with {run.ExitCode}, but {id} is {found ?? "without it"} and not {value}; {others.Describe(id)}. The run began {run.StartedAt:MM-dd HH:mm:ss}.");
            }
        }

        if (isCertain && run.Count("missing") != missing)
        {
            result.Failures.Add($"Night {run.Night}: {missing} coupons are missing, and the run reports {run.Count("missing")}.");
        }

        if (run.ExitCode == ExitCode.Done && run.Count("failed") + run.Count("missing") + run.Count("notAttempted") > 0)
        {
            result.Failures.Add($"Night {run.Night}: the run ended with {run.ExitCode} although it reports failures.");
        }
    }
}
