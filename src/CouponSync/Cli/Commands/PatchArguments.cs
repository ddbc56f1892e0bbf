using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Settings;
using CouponSync.StripeApi;

namespace CouponSync.Cli.Commands;

/// <summary>Turns the arguments of <c>update</c> into a patch, by the same rules as a row of a file.</summary>
internal static class PatchArguments
{
    /// <summary>Reads them.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="set">Texts of the form <c>key=value</c>.</param>
    /// <param name="unset">Keys.</param>
    /// <param name="name">The name; null leaves it.</param>
    /// <exception cref="SettingsException">They make no patch, or break one of Stripe's limits.</exception>
    public static CouponPatch Read(string id, IReadOnlyList<string> set, IReadOnlyList<string> unset, string? name)
    {
        CheckId(id);

        var metadata = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var text in set)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == text.Length - 1)
            {
                throw new SettingsException($"-m '{text}' is not key=value{(text.TrimEnd('=') is [not '=', ..] key ? $"; to remove a key write --unset {key}" : "")}.");
            }

            Add(text[..equals], text[(equals + 1)..]);
        }

        foreach (var key in unset)
        {
            Add(key, null);
        }

        if (metadata.Count == 0 && name is null)
        {
            throw new SettingsException("Nothing to change: give -m key=value, --unset key or --name text.");
        }

        if (metadata.Count > StripeLimits.MetadataKeys)
        {
            throw TooLong("-m and --unset", "keys", metadata.Count, StripeLimits.MetadataKeys);
        }

        return name switch
        {
            "" => throw new SettingsException("--name is empty; Stripe documents no way to clear a name."),
            not null when StripeLimits.CodePoints(name) > StripeLimits.NameLength =>
                throw TooLong("--name", "characters", StripeLimits.CodePoints(name), StripeLimits.NameLength),
            _ => new CouponPatch { Id = id, Metadata = [.. metadata], Name = name },
        };

        void Add(string key, string? value)
        {
            if (key.Length == 0 || key.Contains('[', StringComparison.Ordinal) || key.Contains(']', StringComparison.Ordinal))
            {
                throw new SettingsException($"'{key}' cannot be a metadata key: it is empty or contains [ or ].");
            }

            if (StripeLimits.CodePoints(key) > StripeLimits.MetadataKeyLength)
            {
                throw TooLong($"The key '{key}'", "characters", StripeLimits.CodePoints(key), StripeLimits.MetadataKeyLength);
            }

            if (value is not null && StripeLimits.CodePoints(value) > StripeLimits.MetadataValueLength)
            {
                throw TooLong($"The value of '{key}'", "characters", StripeLimits.CodePoints(value), StripeLimits.MetadataValueLength);
            }

            if (!metadata.TryAdd(key, value))
            {
                throw new SettingsException($"The metadata key '{key}' is given twice.");
            }
        }
    }

    /// <summary>Refuses ids that no address can hold.</summary>
    /// <exception cref="SettingsException">It is one of them.</exception>
    public static void CheckId(string id)
    {
        if (id is "" or "." or "..")
        {
            throw new SettingsException($"'{id}' cannot be a coupon's id.");
        }
    }

    private static SettingsException TooLong(string what, string unit, int has, int most) => new(
        string.Create(CultureInfo.InvariantCulture, $"{what} has {has} {unit}; Stripe takes at most {most}."));
}
