using System.ComponentModel.DataAnnotations;

namespace CouponSync.Settings;

/// <summary>Section <c>Stripe</c>: whose coupons.</summary>
internal sealed class StripeSettings
{
    /// <summary>The secret or restricted key. Prefer the environment, a file or user secrets to a settings file.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A file that holds the key and nothing else, as containers and systemd hand out credentials.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>Where requests go, without a path.</summary>
    [Required]
    public string ApiBase { get; set; } = "https://api.stripe.com";

    /// <summary>The connected account (<c>acct_...</c>) a platform's key acts for; the key's own when not set.</summary>
    [RegularExpression("acct_[A-Za-z0-9]+", ErrorMessage = "the id of an account, such as acct_1A2b3C")]
    public string? Account { get; set; }

    /// <summary>Whether a live key may write.</summary>
    public bool Live { get; set; }

    /// <summary>The account (<c>acct_...</c>) the key must belong to; any when not set.</summary>
    public string? ExpectAccount { get; set; }

    /// <summary>Whether the key must be a live one (true) or must not be (false); either when not set.</summary>
    public bool? ExpectLivemode { get; set; }
}
