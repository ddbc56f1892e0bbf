using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;
using CouponSync.Http;
using CouponSync.Planning;
using CouponSync.Text;

namespace CouponSync.Reporting.Notify;

/// <summary>What a receiver is told of a run.</summary>
internal sealed record Notification(string Schema, string Text, NotifiedRun Run, RunCounts Summary, RequestCounts Requests)
{
    /// <summary>The contract's name and version.</summary>
    public const string CurrentSchema = "couponsync.notification/2";

    private const int MostChanges = 20;

    private static readonly NotificationJson Json =
        new(new JsonSerializerOptions(NotificationJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The first changes, where values may be told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IEnumerable<NotifiedChange>? Changes { get; init; }

    /// <summary>Renders a report's summary.</summary>
    /// <param name="report">The report; its changes are enumerated only with values.</param>
    /// <param name="includeValues">Whether metadata values, and messages that may quote them, are in it.</param>
    public static byte[] Render(RunReport report, bool includeValues)
    {
        // A reason to stop may quote what Stripe said, and Stripe quotes what was sent.
        var run = includeValues ? report.Run : report.Run with { StopReason = null };
        var notification = new Notification(
            CurrentSchema,
            ForChat(Headline.Of(run, report.Summary).Text),
            new NotifiedRun(run.Id, run.Command, run.DryRun, run.StartedAt, run.FinishedAt, run.ExitCode, run.Account?.Id, run.Account?.Livemode),
            report.Summary,
            report.Requests)
        {
            Changes = includeValues
                ? report.Changes.Take(MostChanges).Select(static c => new NotifiedChange(
                    c.Change.Id, c.Outcome is { } outcome ? Words.Of(outcome) : null, KeyChange.ByKey(c.Change.Metadata)))
                : null,
        };
        return JsonSerializer.SerializeToUtf8Bytes(notification, Json.Notification);
    }

    // Chats show the text, and what it quotes must not call people or be a link there: <!channel>, @everyone, [text](address).
    private static string ForChat(string text) => text
        .Replace('<', '‹').Replace('>', '›').Replace('@', '＠').Replace("](", "] (", StringComparison.Ordinal);
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Livemode);

/// <summary>A change a receiver is told of.</summary>
internal sealed record NotifiedChange(
    string Id,
    string? Outcome,
    OrderedDictionary<string, ValueChange> Metadata);

/// <summary>How a notification is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcInstantConverter)])]
[JsonSerializable(typeof(Notification))]
internal sealed partial class NotificationJson : JsonSerializerContext;
