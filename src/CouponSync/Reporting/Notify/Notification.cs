using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;
using CouponSync.Http;
using CouponSync.Planning;
using CouponSync.Text;

namespace CouponSync.Reporting.Notify;

/// <summary>What a receiver is told of a run.</summary>
/// <param name="Schema">The contract's name and version.</param>
/// <param name="Text">All of it in two lines for people; what Slack shows.</param>
/// <param name="Content">The same within Discord's 2,000 characters; what Discord shows.</param>
/// <param name="Run">The run.</param>
/// <param name="Summary">As in <c>report.json</c>.</param>
/// <param name="Requests">As in <c>report.json</c>.</param>
internal sealed record Notification(string Schema, string Text, string Content, NotifiedRun Run, RunCounts Summary, RequestCounts Requests)
{
    /// <summary>The contract's name and version.</summary>
    public const string CurrentSchema = "couponsync.notification/2";

    private const int MostChanges = 20;
    private const int MostContent = 1900;

    private static readonly NotificationJson Json =
        new(new JsonSerializerOptions(NotificationJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>What Teams takes, which shows cards alone; null for other receivers, to whom attachments are something else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>The card that Teams shows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TeamsAttachment>? Attachments { get; init; }

    /// <summary>The first changes, where values may be told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IEnumerable<NotifiedChange>? Changes { get; init; }

    /// <summary>Renders a report's summary.</summary>
    /// <param name="report">The report; its changes are enumerated only with values.</param>
    /// <param name="place">Where the run was.</param>
    /// <param name="includeValues">Whether metadata values, and messages that may quote them, are in it.</param>
    /// <param name="isTeams">Whether a workflow of Teams gets it.</param>
    public static byte[] Render(RunReport report, NotifiedPlace place, bool includeValues, bool isTeams = false)
    {
        // A reason to stop may quote what Stripe said, and Stripe quotes what was sent.
        var run = includeValues ? report.Run : report.Run with { StopReason = null };
        var account = run.Account is { } known ? $", {Words.Mode(known.Livemode)} account {known.Id}" : "";
        var text = ForChat($"{Headline.Of(run, report.Summary).Text}\ncouponsync {run.Command} on {place.Host}{account}. Report: {VisibleText.Escape(place.Report)}");
        var notification = new Notification(
            CurrentSchema,
            text,
            text.Length > MostContent ? VisibleText.Shorten(text, MostContent) : text,
            new NotifiedRun(
                run.Id, run.Command, run.DryRun, run.StartedAt, run.FinishedAt, run.ExitCode, run.Account?.Id, run.Account?.Livemode, place.Host, place.Report),
            report.Summary,
            report.Requests)
        {
            Type = isTeams ? "message" : null,
            Attachments = isTeams ? [new TeamsAttachment(new TeamsCard([.. text.Split('\n').Select(static line => new TeamsText(line))]))] : null,
            Changes = includeValues
                ? report.Changes.Take(MostChanges).Select(static c => new NotifiedChange(
                    c.Change.Id, c.Outcome is { } outcome ? Words.Of(outcome) : null, KeyChange.ByKey(c.Change.Metadata)))
                : null,
        };
        return JsonSerializer.SerializeToUtf8Bytes(notification, Json.Notification);
    }

    /// <summary>Whether an address is that of a workflow of Teams (Power Automate).</summary>
    public static bool IsTeams(Uri address) =>
        address.Host.EndsWith(".logic.azure.com", StringComparison.OrdinalIgnoreCase)
        || address.Host.EndsWith(".api.powerplatform.com", StringComparison.OrdinalIgnoreCase);

    // Chats show the text, and what it quotes must not call people or be a link there: <!channel>, @everyone, [text](address).
    private static string ForChat(string text) => text
        .Replace('<', '‹').Replace('>', '›').Replace('@', '＠').Replace("](", "] (", StringComparison.Ordinal);
}

/// <summary>Where a run was.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Report">Its report for people, as a full path there.</param>
internal sealed record NotifiedPlace(string Host, string Report);

/// <summary>An attachment as Teams has it.</summary>
/// <param name="Content">The card.</param>
internal sealed record TeamsAttachment(TeamsCard Content)
{
    /// <summary>That it is a card.</summary>
    public string ContentType { get; } = "application/vnd.microsoft.card.adaptive";
}

/// <summary>An adaptive card.</summary>
/// <param name="Body">Its lines.</param>
internal sealed record TeamsCard(IReadOnlyList<TeamsText> Body)
{
    /// <summary>What it is.</summary>
    public string Type { get; } = "AdaptiveCard";

    /// <summary>The version of cards.</summary>
    public string Version { get; } = "1.2";
}

/// <summary>A line on a card.</summary>
/// <param name="Text">The text.</param>
internal sealed record TeamsText(string Text)
{
    /// <summary>What it is.</summary>
    public string Type { get; } = "TextBlock";

    /// <summary>Whether it is broken where the card is narrower.</summary>
    public bool Wrap { get; } = true;
}

/// <summary>The run a receiver is told of.</summary>
internal sealed record NotifiedRun(
    string Id,
    string Command,
    bool DryRun,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    int ExitCode,
    string? Account,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Livemode,
    string Host,
    string Report);

/// <summary>A change a receiver is told of.</summary>
internal sealed record NotifiedChange(
    string Id,
    string? Outcome,
    OrderedDictionary<string, ValueChange> Metadata);

/// <summary>How a notification is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcInstantConverter)])]
[JsonSerializable(typeof(Notification))]
internal sealed partial class NotificationJson : JsonSerializerContext;
