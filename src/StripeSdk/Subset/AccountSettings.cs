#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>The settings of an account.</summary>
public class AccountSettings : StripeEntity
{
    /// <summary>How the dashboard shows it.</summary>
    [JsonPropertyName("dashboard")]
    public AccountSettingsDashboard Dashboard { get; set; }
}
