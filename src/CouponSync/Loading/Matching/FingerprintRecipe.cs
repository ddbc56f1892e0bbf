using System.Globalization;
using System.Text;
using CouponSync.Loading.Csv;

namespace CouponSync.Loading.Matching;

/// <summary>What fingerprints are made of: those made by another recipe cannot be compared.</summary>
/// <param name="Keys">The metadata keys of the file's columns, in ordinal order.</param>
/// <param name="HasName">Whether the file has a column for the name.</param>
/// <param name="Prunes">Whether keys that the file does not name are unset.</param>
internal sealed record FingerprintRecipe(IReadOnlyList<string> Keys, bool HasName, bool Prunes)
{
    // To be counted up when the fingerprint of the same coupon is made otherwise.
    private const int Version = 1;

    /// <summary>The recipe as text; two recipes with the same text are the same.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{Version} name={HasName} prunes={Prunes}");
            foreach (var key in Keys)
            {
                text.Append(CultureInfo.InvariantCulture, $" {key.Length}:{key}");
            }

            return text.ToString();
        }
    }

    /// <summary>The recipe for a file.</summary>
    /// <param name="header">The file's header.</param>
    /// <param name="prunes">Whether keys that it does not name are unset.</param>
    public static FingerprintRecipe For(CsvHeader header, bool prunes) =>
        new([.. Columns(header).Select(static c => c.Key)], header.NameIndex >= 0, prunes);

    /// <summary>The metadata columns in the order that the recipe has their keys in.</summary>
    public static IReadOnlyList<CsvColumn> Columns(CsvHeader header)
    {
        var columns = header.Metadata.ToArray();
        Array.Sort(columns, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return columns;
    }
}
