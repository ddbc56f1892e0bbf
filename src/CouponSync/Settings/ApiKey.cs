using System.Security.Cryptography;
using System.Text;

namespace CouponSync.Settings;

/// <summary>A key for Stripe's API. It shows itself only to who asks for <see cref="Secret"/>.</summary>
internal sealed class ApiKey
{
    private ApiKey(string secret, bool livemode) => (Secret, Livemode) = (secret, livemode);

    /// <summary>The key itself; for the Authorization header alone.</summary>
    public string Secret { get; }

    /// <summary>Whether it is a live key.</summary>
    public bool Livemode { get; }

    /// <summary>A name for the key that tells nothing about it.</summary>
    public string Fingerprint =>
        "key-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)).AsSpan(0, 8));

    /// <summary>Reads a key.</summary>
    /// <param name="text">The key, white space around it ignored.</param>
    /// <param name="source">Where it comes from, for the message.</param>
    /// <exception cref="SettingsException">It is no key that can be used here.</exception>
    public static ApiKey Parse(string text, string source)
    {
        var key = text.Trim();
        if (key.StartsWith("pk_", StringComparison.Ordinal))
        {
            throw new SettingsException(
                $"The key in {source} is a publishable one (pk_...), which can neither read nor change coupons; use a secret key (sk_...) or a restricted key (rk_...) with write access to coupons.");
        }

        if (key.Any(static c => c is <= ' ' or >= '\x7f'))
        {
            throw new SettingsException($"The key in {source} contains white space or characters no key has; copy it again.");
        }

        return key switch
        {
            _ when HasPrefix(key, "sk_live_", "rk_live_") => new ApiKey(key, livemode: true),
            _ when HasPrefix(key, "sk_test_", "rk_test_") => new ApiKey(key, livemode: false),
            _ => throw new SettingsException(
                $"The key in {source} is not a Stripe API key: those begin with sk_live_, sk_test_, rk_live_ or rk_test_."),
        };
    }

    /// <summary>Replaces the key in a text that came from elsewhere.</summary>
    public string Redact(string text) => text.Replace(Secret, ToString(), StringComparison.Ordinal);

    /// <summary>The key's kind and last four characters, as Stripe's dashboard shows it.</summary>
    public override string ToString() => $"{Secret[..8]}...{(Secret.Length >= 24 ? Secret[^4..] : "")}";

    private static bool HasPrefix(string key, params ReadOnlySpan<string> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
