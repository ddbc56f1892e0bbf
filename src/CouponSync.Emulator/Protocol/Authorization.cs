using System.Text;
using System.Text.RegularExpressions;

namespace CouponSync.Emulator;

/// <summary>Who calls.</summary>
/// <param name="Key">The API key.</param>
/// <param name="Livemode">Whether it is a live key.</param>
internal sealed record Caller(string Key, bool Livemode);

/// <summary>Tells from a request's headers who calls, and what they may do.</summary>
internal sealed partial class Authorization(EmulatorOptions options)
{
    private const string NoKey =
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
        + "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or "
        + "we can help at https://support.stripe.com/.";

    private const string PublishableKey =
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of "
        + "your API keys at https://dashboard.stripe.com/account/apikeys.";

    private readonly HashSet<string> _accepted = new(options.AcceptedKeys, StringComparer.Ordinal);

    /// <summary>The caller of a request.</summary>
    /// <exception cref="ApiErrorException">401: there is no key, or it is not accepted. 403: another account's.</exception>
    public Caller Authenticate(EmulatorRequest request)
    {
        var key = KeyOf(request.Header("Authorization"));
        if (string.IsNullOrEmpty(key))
        {
            throw new ApiErrorException(new ApiError(401, NoKey));
        }

        if (key.StartsWith("pk_", StringComparison.Ordinal))
        {
            throw new ApiErrorException(new ApiError(401, PublishableKey, "secret_key_required"));
        }

        var match = WellFormedKey().Match(key);
        if (!match.Success || (_accepted.Count > 0 && !_accepted.Contains(key) && !options.RestrictedKeys.ContainsKey(key)))
        {
            throw new ApiErrorException(InvalidKey(key));
        }

        if (request.Header("Stripe-Account") is { } account
            && !string.Equals(account, options.AccountId, StringComparison.Ordinal))
        {
            throw new ApiErrorException(new ApiError(
                403,
                $"The provided key '{Redact(key)}' does not have access to account '{account}' (or that account does not "
                + "exist). Application access may have been revoked.",
                "account_invalid"));
        }

        return new Caller(key, string.Equals(match.Groups["mode"].Value, "live", StringComparison.Ordinal));
    }

    /// <summary>Checks that the caller has a permission.</summary>
    /// <exception cref="ApiErrorException">403: the key is a restricted one without it.</exception>
    public void Demand(Caller caller, string? permission)
    {
        if (permission is not null
            && options.RestrictedKeys.TryGetValue(caller.Key, out var granted)
            && !granted.Contains(permission)
            && !(permission.EndsWith("_read", StringComparison.Ordinal)
                && granted.Contains(string.Concat(permission.AsSpan(0, permission.Length - "read".Length), "write"))))
        {
            throw new ApiErrorException(LacksPermission(caller.Key, permission));
        }
    }

    /// <summary>The error for a key Stripe does not know.</summary>
    public static ApiError InvalidKey(string key) => new(401, $"Invalid API Key provided: {Redact(key)}");

    /// <summary>The error for a restricted key that lacks a permission.</summary>
    public ApiError LacksPermission(string key, string permission) => new(
        403,
        $"The provided key '{Redact(key)}' does not have the required permissions for this endpoint on account "
        + $"'{options.AccountId}'. Having the '{permission}' permission would allow this request to continue.");

    /// <summary>A key with its middle starred out, as Stripe shows it.</summary>
    internal static string Redact(string key)
    {
        var prefix = WellFormedKey().Match(key) is { Success: true } match ? match.Groups["prefix"].Length : 0;
        var suffix = Math.Min(4, (key.Length - prefix) / 2);
        return string.Concat(
            key.AsSpan(0, prefix), new string('*', key.Length - prefix - suffix), key.AsSpan(key.Length - suffix));
    }

    private static string? KeyOf(string? header)
    {
        if (header is null)
        {
            return null;
        }

        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header["Bearer ".Length..].Trim();
        }

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // The documentation also allows the bare key after "Basic".
        var credentials = header["Basic ".Length..].Trim();
        var buffer = new byte[credentials.Length];
        var text = Convert.TryFromBase64String(credentials, buffer, out var count)
            ? Encoding.UTF8.GetString(buffer, 0, count)
            : credentials;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? text : text[..colon];
    }

    [GeneratedRegex("^(?<prefix>(sk|rk)_(?<mode>live|test)_)[A-Za-z0-9_]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex WellFormedKey();
}
