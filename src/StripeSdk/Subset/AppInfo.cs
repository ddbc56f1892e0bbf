#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>The program that uses the library, as it names itself to Stripe.</summary>
public class AppInfo
{
    /// <summary>The program's name.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; }

    /// <summary>Its id in Stripe's partner programme.</summary>
    [JsonPropertyName("partner_id")]
    public string PartnerId { get; set; }

    /// <summary>Its version.</summary>
    [JsonPropertyName("version")]
    public string Version { get; set; }

    /// <summary>Where to read about it.</summary>
    [JsonPropertyName("url")]
    public string Url { get; set; }

    /// <summary>The form it has in the User-Agent header: <c>name/version (url)</c>.</summary>
    public string FormatUserAgent()
    {
        var version = string.IsNullOrEmpty(Version) ? "" : $"/{Version}";
        var url = string.IsNullOrEmpty(Url) ? "" : $" ({Url})";
        return Name + version + url;
    }
}
