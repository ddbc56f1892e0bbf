#nullable disable
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Stripe;

/// <summary>How the client names itself to Stripe.</summary>
internal sealed class ClientUserAgent
{
    /// <summary>Makes both headers once; they do not change between requests.</summary>
    public ClientUserAgent(AppInfo appInfo, bool withPlatform)
    {
        var version = StripeConfiguration.StripeNetVersion;
        UserAgent = $"Stripe/V1 .NetBindings/{version}" + (appInfo is null ? "" : $" {appInfo.FormatUserAgent()}");

        var details = new Dictionary<string, object>
        {
            ["bindings_version"] = version,
            ["lang"] = ".net",

            // Says honestly that these are not Stripe's own bindings.
            ["publisher"] = "couponsync",
            ["lang_version"] = $".NET {Environment.Version}",
        };

        if (withPlatform)
        {
            details["platform"] = $"{Environment.OSVersion} {RuntimeInformation.ProcessArchitecture}";
        }

        if (appInfo is not null)
        {
            details["application"] = appInfo;
        }

        Details = JsonSerializer.Serialize(details);
    }

    /// <summary>The value of User-Agent.</summary>
    public string UserAgent { get; }

    /// <summary>The value of X-Stripe-Client-User-Agent, as JSON.</summary>
    public string Details { get; }
}
