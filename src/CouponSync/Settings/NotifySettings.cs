using System.ComponentModel.DataAnnotations;

namespace CouponSync.Settings;

/// <summary>Section <c>Notify</c>: who is told how a run went.</summary>
internal sealed class NotifySettings
{
    /// <summary>The address that gets the summary as JSON, by POST, when a run has ended; nobody when not set.</summary>
    public string? Url { get; set; }

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
}
