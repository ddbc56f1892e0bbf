using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CouponSync.Planning;

namespace CouponSync.Applying;

/// <summary>
/// Makes the idempotency key of a change from the run, the change and the state before it. The same change of the
/// same plan has the same key however often it is tried, also by a resumed run; a later run that finds the coupon
/// reverted has another key, and is not answered from Stripe's memory of the first.
/// </summary>
internal static class ChangeKey
{
    private const int HashLength = 24;

    /// <summary>The key a change was first sent with, of any that it was sent with: later ones have something behind it.</summary>
    /// <param name="runId">The run that made the plan.</param>
    /// <param name="key">The key; one that is not of this plan is returned as it is.</param>
    public static string BaseOf(string runId, string key)
    {
        var prefix = $"couponsync-{runId}-";
        if (!key.StartsWith(prefix, StringComparison.Ordinal))
        {
            return key;
        }

        var end = key.IndexOf('-', prefix.Length) + 1 + HashLength;
        return end <= key.Length ? key[..end] : key;
    }

    /// <summary>Makes a key of at most 255 characters, Stripe's limit.</summary>
    /// <param name="runId">The run that made the plan.</param>
    /// <param name="change">The change.</param>
    public static string For(string runId, PlannedChange change)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(change.Id);
        Add(change.Action.ToString());
        foreach (var key in change.Metadata)
        {
            Add(key.Key);
            Add(key.Before);
            Add(key.After);
        }

        Add(change.Name?.Before);
        Add(change.Name?.After);
        if (change.CurrencyOptions.Count > 0)
        {
            Add("currency_options");
            foreach (var option in change.CurrencyOptions)
            {
                Add(option.Key);
                Add(option.Before);
                Add(option.After);
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"couponsync-{runId}-{change.Sequence}-{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, HashLength / 2))}");

        void Add(string? text)
        {
            // The length goes first, so that no two lists of texts run together into the same bytes.
            hash.AppendData(BitConverter.GetBytes(text?.Length ?? -1));
            hash.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
        }
    }
}
