using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CouponSync.Http;

/// <summary>Derives the keys that follow a key whose stored answer is a failure.</summary>
internal static class IdempotencyKeys
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The longest key Stripe takes. Source: https://docs.stripe.com/api/idempotent_requests.</summary>
    public const int MaxLength = 255;

    /// <summary>The key of a later round: the same for the same key and round, so that a run that was cut short asks
    /// under the same names again.</summary>
    /// <param name="key">The key of the first round.</param>
    /// <param name="round">The round, from 2; the first is the key itself.</param>
    /// <returns><c>key-r2</c> and so on; a key that would become too long is cut and made unique by its hash.</returns>
    public static string ForRound(string key, int round)
    {
        if (round < 2)
        {
            return key;
        }

        var suffix = string.Create(CultureInfo.InvariantCulture, $"-r{round}");
        if (key.Length + suffix.Length <= MaxLength)
        {
            return key + suffix;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
        return $"{key[..(MaxLength - suffix.Length - hash.Length - 1)]}-{hash}{suffix}";
    }
}
