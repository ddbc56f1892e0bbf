#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>How the dashboard shows an account.</summary>
public class AccountSettingsDashboard : StripeEntity
{
    /// <summary>The account's name, as its owner chose it.</summary>
    [JsonPropertyName("display_name")]
    public string DisplayName { get; set; }
}
