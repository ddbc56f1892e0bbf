using System.ComponentModel.DataAnnotations;

namespace CouponSync.Settings;

/// <summary>Section <c>Stripe</c>: whose coupons.</summary>
internal sealed class StripeSettings
{
    /// <summary>The secret or restricted key. Prefer the environment, a file or user secrets to a settings file.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A file that holds the key and nothing else; what containers and systemd hand out as a credential.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>Where requests go, without a path.</summary>
    [Required]
    public string ApiBase { get; set; } = "https://api.stripe.com";

    /// <summary>The connected account a platform's key acts for (<c>acct_...</c>); null for the key's own.</summary>
    [RegularExpression("acct_[A-Za-z0-9]+", ErrorMessage = "the id of an account, such as acct_1A2b3C")]
    public string? Account { get; set; }

    /// <summary>Whether a live key may write.</summary>
    public bool Live { get; set; }

    /// <summary>The account the key must belong to (<c>acct_...</c>); null for any.</summary>
    public string? ExpectAccount { get; set; }

    /// <summary>Whether the key must be a live one, or must not be; null for either.</summary>
    public bool? ExpectLivemode { get; set; }
}
