#nullable disable
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>What can be changed on a coupon. A property that is left alone is not sent.</summary>
public class CouponUpdateOptions : BaseOptions
{
    private Dictionary<string, string> _metadata;

    /// <summary>Amounts for further currencies, by lower case code.</summary>
    [JsonPropertyName("currency_options")]
    public Dictionary<string, CouponCurrencyOptionsOptions> CurrencyOptions { get; set; }

    /// <summary>
    /// Keys to set; a null or empty value removes the key, keys that are not named stay. Null, when it was assigned,
    /// removes them all; an empty dictionary changes nothing.
    /// </summary>
    [JsonPropertyName("metadata")]
    public Dictionary<string, string> Metadata
    {
        get => _metadata;
        set
        {
            _metadata = value;
            SetTracker.Track();
        }
    }

    /// <summary>The name customers see.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; }
}
