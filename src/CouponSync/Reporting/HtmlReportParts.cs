using System.Globalization;
using System.Net;
using System.Text;
using CouponSync.Text;

namespace CouponSync.Reporting;

/// <summary>The parts of the page that are there without its script: account, sentence, next steps, picture, keys, the run.</summary>
/// <param name="report">What it is about; neither changes nor problems are enumerated.</param>
/// <param name="tally">Its changes by key.</param>
/// <param name="maxChanges">The most changes the page lists.</param>
internal sealed class HtmlReportParts(RunReport report, KeyTally tally, int maxChanges)
{
    private const int MostKeyRows = 12;
    private const int LongHeadline = 80;

    private readonly RunInfo _run = report.Run;
    private readonly Headline _headline = Headline.Of(report.Run, report.Summary);

    /// <summary>The content of a slot of <c>report.html</c>, as HTML.</summary>
    public string Fill(string slot) => slot switch
    {
        "csp" => HtmlAssets.ContentSecurityPolicy,
        "style" => HtmlAssets.Style,
        "script" => HtmlAssets.Script,
        "title" => Text($"CouponSync {_run.Command}: {_headline.Text}"),
        "tone" => _headline.Tone.ToString().ToLowerInvariant(),
        "headline" => Text(_headline.Text),
        "length" => _headline.Text.Length > LongHeadline ? "long" : "short",
        "band" => Band(),
        "overline" => Overline(),
        "notes" => string.Concat(_run.Notes.Select(n => $"<p class=\"note\">{Text(n)}</p>")),
        "next" => Next(),
        "pictures" => HtmlPictures.Render(report, tally),
        "keys" => Keys(),
        "cut" => tally.Changes <= maxChanges ? string.Empty
            : $"<p class=\"note\">This page lists the first {Figures.Count(maxChanges)} of {Figures.Count(tally.Changes)} "
                + "changes, and counts those below; the report as JSON or CSV has all of them.</p>",
        "run" => Run(),
        "remarks" => string.Concat(_run.Remarks.Select(n => $"<p class=\"remark\">{Text(n)}</p>")),
        _ => throw new InvalidOperationException($"report.html has an unknown slot {slot}."),
    };

    /// <summary>Text from anywhere as HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(VisibleText.Escape(text));

    // The first thing to be seen: which account this is about, and whether anything was written there.
    private string Band()
    {
        var banner = RunBanner.Of(report);
        var account = _run.Account is { } known ? $"<strong class=\"mode\">{banner.Mode}</strong><span>account {Code(known.Id)}</span>" : string.Empty;
        return $"<div class=\"band is-{banner.Style}\" role=\"note\" aria-label=\"Account and mode\"><div class=\"page\">{account}"
            + $"<span class=\"kind {(_run.DryRun ? "dry" : "real")}\"><b>{banner.Run}</b>: {banner.Effect}</span></div></div>";
    }

    private string Overline()
    {
        var parts = new List<string> { "CouponSync", Text(_run.Command), Instant(_run.StartedAt) };
        if (_run.Input is { } input)
        {
            parts.Add(input.Path == "-" ? "standard input" : Code(input.Path));
        }

        return string.Concat(parts.Select(p => $"<span>{p}</span>"));
    }

    private string Next()
    {
        var steps = NextStep.After(_run, report.Summary);
        if (steps.Count == 0)
        {
            return string.Empty;
        }

        var html = new StringBuilder("<section class=\"next\" aria-labelledby=\"next-title\"><h2 id=\"next-title\">What to do next</h2><ol>");
        foreach (var step in steps)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<li><p>{Text(step.What)}{(step == steps[0] && ReportCounts.ApplyTime(report) is { } time ? $" <small>{time}</small>" : string.Empty)}</p><div class=\"command\"><code>{Text(step.Command)}</code>"
                + $"<button type=\"button\" class=\"copy\" aria-label=\"Copy the command: {Text(step.What)}\" hidden>Copy</button></div></li>");
        }

        return html.Append("</ol><p class=\"unseen\" id=\"copied\" role=\"status\"></p></section>").ToString();
    }

    private string Keys()
    {
        var keys = tally.Keys.ToList();
        if (keys.Count == 0)
        {
            return string.Empty;
        }

        var html = new StringBuilder("<section aria-labelledby=\"keys-title\"><h2 id=\"keys-title\">By key</h2><table class=\"keys\">"
            + "<thead><tr><th scope=\"col\">Key</th><th scope=\"col\">Changed</th><th scope=\"col\">Added</th>"
            + "<th scope=\"col\">Removed</th><th class=\"share\" aria-hidden=\"true\"></th></tr></thead><tbody>");
        foreach (var key in keys.Take(MostKeyRows))
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\"><button type=\"button\" class=\"link\" data-key=\"{WebUtility.HtmlEncode(key.Label)}\">"
                + $"<bdi>{Text(key.Label)}</bdi></button></th>{Cell(key.Changed)}{Cell(key.Added)}{Cell(key.Removed)}"
                + $"<td class=\"share\" aria-hidden=\"true\">{HtmlPictures.Share(key, keys[0].Total)}</td></tr>");
        }

        html.Append("</tbody></table>");
        var rest = keys.Skip(MostKeyRows).Append(tally.Others).Where(k => k.Total > 0).ToList();
        if (rest.Count > 0)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<p class=\"found\">Further keys: {Figures.Count(rest.Sum(k => k.Total), "change")}.</p>");
        }

        return html.Append("</section>").ToString();

        static string Cell(long count) => count == 0 ? "<td class=\"zero\">0</td>" : $"<td>{Figures.Count(count)}</td>";
    }

    private string Run()
    {
        var html = new StringBuilder();
        Row("Run", Code(_run.Id));
        Row("Started", $"{Instant(_run.StartedAt)}, took {Figures.Duration(_run.FinishedAt - _run.StartedAt)}");
        if (_run.Input is { } input)
        {
            Row("Input", $"{Code(input.Path)}, {Figures.Count(input.Rows, "row")}");
            Row("Input's SHA-256", Code(input.Sha256));
        }

        if (_run.PlanFile is { } plan)
        {
            Row("Plan", Code(plan));
        }

        if (_run.UntoldPlanSha256 is { } sha256)
        {
            Row("Plan's SHA-256", Code(sha256));
        }

        if (_run.Account is { } account)
        {
            Row("Account", $"{Code(account.Id)}, {Words.Mode(account.Livemode)} mode, {Code(account.ApiBase)}");
        }

        Row("Requests", string.Join(", ", new[] { ReportCounts.RequestsByKind(report.Requests), ReportCounts.Troubles(report.Requests) }.OfType<string>()));
        Row("Client", Text(_run.Sdk));
        Row("Exit code", _run.ExitCode.ToString(CultureInfo.InvariantCulture));
        if (_run.Directory is { } directory)
        {
            Row("Files", Code(directory));
        }

        return html.ToString();

        void Row(string label, string value) => html.Append(CultureInfo.InvariantCulture, $"<dt>{label}</dt><dd>{value}</dd>");
    }

    private static string Code(string text) => $"<code>{Text(text)}</code>";

    private static string Instant(DateTimeOffset at)
    {
        return $"<time datetime=\"{Words.Instant(at)}\">"
            + $"{at.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC</time>";
    }
}
