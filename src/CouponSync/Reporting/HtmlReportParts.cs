using System.Globalization;
using System.Net;
using System.Text;

namespace CouponSync.Reporting;

/// <summary>The parts of the page that are there without its script: sentence, picture, keys, facts.</summary>
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
        "overline" => Overline(),
        "notes" => string.Concat(_run.Notes.Select(n => $"<p class=\"note\">{Text(n)}</p>"))
            + string.Concat(_run.Remarks.Select(n => $"<p class=\"remark\">{Text(n)}</p>")),
        "pictures" => HtmlPictures.Render(report, tally),
        "facts" => Facts(),
        "keys" => Keys(),
        "cut" => tally.Changes <= maxChanges ? string.Empty
            : $"<p class=\"note\">This page lists the first {Figures.Count(maxChanges)} of {Figures.Count(tally.Changes)} "
                + "changes; the report as JSON or CSV has all of them.</p>",
        "run" => Run(),
        "next" => Next(),
        _ => throw new InvalidOperationException($"report.html has an unknown slot {slot}."),
    };

    /// <summary>Text from anywhere as HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(VisibleText.Escape(text));

    private string Overline()
    {
        var mode = _run.DryRun ? "Dry run" : "Run";
        var parts = new List<string> { "CouponSync", Text(_run.Command), $"<b class=\"mode\">{mode}</b>", Instant(_run.StartedAt) };
        if (_run.Account is { } account)
        {
            parts.Add($"{Text(account.Id)}, {(account.Livemode ? "live mode" : "test mode")}");
        }

        return string.Concat(parts.Select(p => $"<span>{p}</span>"));
    }

    private string Facts()
    {
        var html = new StringBuilder();
        var kinds = ReportCounts.SentByKind(report.Requests).ToList();
        if (ReportCounts.Troubles(report.Requests) is { } troubles)
        {
            kinds.Add(troubles);
        }

        Fact("Requests used", Figures.Count(report.Requests.Total), string.Join(", ", kinds));
        if (_run.DryRun && report.Summary.Changes > 0 && _run.EstimatedApplyTime is { } estimate)
        {
            Fact("Time to apply", $"About {Figures.Duration(estimate)}", "at the allowed rate");
        }

        Fact(_run.DryRun ? "Planning took" : "The run took", Figures.Duration(_run.FinishedAt - _run.StartedAt), string.Empty);
        return html.ToString();

        void Fact(string label, string value, string detail) => html.Append(
            CultureInfo.InvariantCulture,
            $"<div><dt>{label}</dt><dd>{value}{(detail.Length == 0 ? string.Empty : $"<small>{detail}</small>")}</dd></div>");
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
        Row("Started", Instant(_run.StartedAt));
        if (_run.Input is { } input)
        {
            Row("Input", $"{Code(input.Path)}, {Figures.Count(input.Rows, "row")}");
            Row("SHA-256", Code(input.Sha256));
        }

        if (_run.Account is { } account)
        {
            Row("Account", $"{Code(account.Id)}, {(account.Livemode ? "live mode" : "test mode")}, {Code(account.ApiBase)}");
        }

        Row("Client", Text(_run.Sdk));
        Row("Exit code", _run.ExitCode.ToString(CultureInfo.InvariantCulture));
        if (_run.Directory is { } directory)
        {
            Row("Files", Code(directory));
        }

        return html.ToString();

        void Row(string label, string value) => html.Append(CultureInfo.InvariantCulture, $"<dt>{label}</dt><dd>{value}</dd>");
    }

    private string Next()
    {
        var steps = NextStep.After(_run, report.Summary);
        return steps.Count == 0
            ? string.Empty
            : "<dl class=\"next\">"
                + string.Concat(steps.Select(s => $"<dt>{Text(s.What)}</dt><dd>{Code(s.Command)}</dd>")) + "</dl>";
    }

    private static string Code(string text) => $"<code>{Text(text)}</code>";

    private static string Instant(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return $"<time datetime=\"{utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\">"
            + $"{utc.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC</time>";
    }
}
