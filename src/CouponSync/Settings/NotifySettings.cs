using System.ComponentModel.DataAnnotations;
using CouponSync.Files;

namespace CouponSync.Settings;

/// <summary>After which runs somebody is told.</summary>
internal enum NotifyOn
{
    /// <summary>After every one.</summary>
    Always,

    /// <summary>After those that ended otherwise than with 0 or 2.</summary>
    Failure,

    /// <summary>After those too that changed something, or in a dry run would.</summary>
    Change,
}

/// <summary>Section <c>Notify</c>: who is told how a run went.</summary>
internal sealed class NotifySettings
{
    /// <summary>The address that gets the summary as JSON, by POST, when a run has ended; nobody when not set.</summary>
    public string? Url { get; set; }

    /// <summary>After which runs the summary is posted: always, after a failure, or after a failure or a change.</summary>
    public NotifyOn On { get; set; }

    /// <summary>A file that holds the value of the request's Authorization header, such as <c>Bearer</c> and a token; no such header when not set.</summary>
    public string? AuthorizationFile { get; set; }

    /// <summary>Whether the summary also has metadata values and Stripe's messages, which may quote them.</summary>
    public bool IncludeValues { get; set; }

    /// <summary>How long the receiver may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks the address.</summary>
    /// <exception cref="SettingsException">It is none that may be told.</exception>
    public NotifySettings Checked()
    {
        Address();
        return this;
    }

    /// <summary>The address; null when nobody is told.</summary>
    /// <exception cref="SettingsException">It is none that may be told.</exception>
    public Uri? Address() => string.IsNullOrWhiteSpace(Url)
        ? null
        : Uri.TryCreate(Url, UriKind.Absolute, out var address)
            && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
                ? address
                : throw new SettingsException("Notify:Url (--notify-url) must be an https address without a user or a password, or http on this machine.");

    /// <summary>The value of the Authorization header; null for none.</summary>
    /// <exception cref="SettingsException">Its file cannot be read, or holds something else.</exception>
    public string? Authorization()
    {
        if (string.IsNullOrWhiteSpace(AuthorizationFile) || Address() is null)
        {
            return null;
        }

        string value;
        try
        {
            value = BoundedStream.ReadText(AuthorizationFile).Trim();
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new SettingsException($"The file {AuthorizationFile} (Notify:AuthorizationFile) cannot be read: {StorageFailure.Reason(e)}.");
        }

        return value.Length > 0 && value.All(static c => c is >= ' ' and < '\x7f')
            ? value
            : throw new SettingsException(
                $"The file {AuthorizationFile} (Notify:AuthorizationFile) must hold one line, the value of the header Authorization, such as 'Bearer' and a token.");
    }
}
