using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Text;
using CsvHelper;

namespace CouponSync.Exporting;

/// <summary>Writes coupons as the CSV that <c>sync</c> reads, one row a coupon.</summary>
/// <param name="text">Where it goes; it stays open.</param>
/// <param name="columns">The columns.</param>
internal sealed class ExportWriter(TextWriter text, ExportColumns columns) : IDisposable
{
    private readonly CsvWriter _csv = CsvWriter.Create(text, CsvOutput.Options("\n"), leaveOpen: true);
    private readonly List<string> _cells = [];

    /// <summary>Writes the header row.</summary>
    public void WriteHeader() => _csv.WriteSafe(columns.Names);

    /// <summary>Writes a coupon.</summary>
    public void Write(RemoteCoupon coupon)
    {
        var terms = coupon.Terms;
        _cells.AddRange(
        [
            coupon.Id,
            FormulaEscape.Intended(coupon.Name ?? ""),
            terms.PercentOff?.ToString("0.############################", CultureInfo.InvariantCulture) ?? "",
            Number(terms.AmountOff),
            terms.Currency ?? "",
            terms.Duration ?? "",
            Number(terms.DurationInMonths),
            Number(terms.MaxRedemptions),
            terms.RedeemBy is { } until ? Words.Instant(until) : "",
            string.Join(' ', terms.AppliesTo ?? []),
        ]);
        foreach (var currency in columns.Currencies)
        {
            _cells.Add(terms.CurrencyOptions is { } options && options.TryGetValue(currency, out var amount) ? Number(amount) : "");
        }

        foreach (var key in columns.MetadataKeys)
        {
            _cells.Add(FormulaEscape.Intended(coupon.Metadata.Find(key) ?? ""));
        }

        _cells.Add(Words.Instant(DateTimeOffset.FromUnixTimeSeconds(coupon.Created)));
        _cells.Add(coupon.Livemode ? "true" : "false");
        _cells.Add(Number(coupon.TimesRedeemed));
        if (columns.HasEscapes)
        {
            _cells.Add(FormulaEscape.MarkOf(_cells));
        }

        _csv.WriteSafe(_cells);
        _cells.Clear();
    }

    /// <summary>Writes what is left.</summary>
    public void Dispose() => _csv.Dispose();

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
