using System.Buffers;
using System.Globalization;
using System.Text;
using CouponSync.Coupons;
using CouponSync.Loading.Csv;

namespace CouponSync.Exporting;

/// <summary>Writes coupons as the CSV that <c>sync</c> reads: RFC 4180, commas, one row a coupon.</summary>
/// <param name="text">Where it goes.</param>
/// <param name="columns">The columns.</param>
internal sealed class ExportWriter(TextWriter text, ExportColumns columns)
{
    // White space is quoted too: RFC 4180 makes it part of the cell, but not every program does.
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",;\"\r\n\t ");

    private readonly List<string> _cells = [];
    private readonly StringBuilder _row = new();

    /// <summary>Writes the header row.</summary>
    public void WriteHeader()
    {
        _cells.AddRange(columns.Names);
        EndRow();
    }

    /// <summary>Writes a coupon.</summary>
    public void Write(RemoteCoupon coupon)
    {
        var terms = coupon.Terms;
        _cells.AddRange(
        [
            coupon.Id,
            coupon.Name ?? "",
            terms.PercentOff?.ToString("0.############################", CultureInfo.InvariantCulture) ?? "",
            Number(terms.AmountOff),
            terms.Currency ?? "",
            terms.Duration ?? "",
            Number(terms.DurationInMonths),
            Number(terms.MaxRedemptions),
            Instant(terms.RedeemBy),
            string.Join(' ', terms.AppliesTo ?? []),
        ]);
        foreach (var currency in columns.Currencies)
        {
            _cells.Add(terms.CurrencyOptions is { } options && options.TryGetValue(currency, out var amount) ? Number(amount) : "");
        }

        foreach (var key in columns.MetadataKeys)
        {
            _cells.Add(coupon.Metadata.Find(key) ?? "");
        }

        _cells.Add(Instant(DateTimeOffset.FromUnixTimeSeconds(coupon.Created)));
        _cells.Add(coupon.Livemode ? "true" : "false");
        _cells.Add(Number(coupon.TimesRedeemed));
        if (columns.HasEscapes)
        {
            Escape();
        }

        EndRow();
    }

    private void Escape()
    {
        var isMarked = false;
        for (var i = 0; i < _cells.Count; i++)
        {
            if (FormulaEscape.Needs(_cells[i]))
            {
                _cells[i] = FormulaEscape.Escape(_cells[i]);
                isMarked = true;
            }
        }

        _cells.Add(isMarked ? FormulaEscape.Mark : "");
    }

    private void EndRow()
    {
        for (var i = 0; i < _cells.Count; i++)
        {
            if (i > 0)
            {
                _row.Append(',');
            }

            var cell = _cells[i];
            if (cell.AsSpan().ContainsAny(NeedQuotes))
            {
                _row.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                _row.Append(cell);
            }
        }

        // One call a row: standard output may be written through at every call.
        text.Write(_row.Append('\n').ToString());
        _row.Clear();
        _cells.Clear();
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
