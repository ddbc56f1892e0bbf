using System.Buffers;
using System.Globalization;
using CouponSync.Coupons;

namespace CouponSync.Input;

/// <summary>
/// Reads a coupon's terms from a row. The rules are those of https://docs.stripe.com/api/coupons/create, as far as
/// the row alone can break them; a cell that is empty, or holds white space alone, says nothing.
/// </summary>
internal sealed class TermsColumns
{
    private static readonly SearchValues<char> WordCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    private readonly int _percentOff;
    private readonly int _amountOff;
    private readonly int _currency;
    private readonly int _duration;
    private readonly int _durationInMonths;
    private readonly int _maxRedemptions;
    private readonly int _redeemBy;
    private readonly int _appliesTo;
    private readonly int _created;
    private readonly int[] _all;
    private readonly CsvColumn[] _currencyOptions;
    private readonly DateTimeOffset? _latestToCreate;

    /// <summary>Finds the terms among the columns of a file.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="now">The present moment; null does not look at whether a coupon could be created now.</param>
    public TermsColumns(IReadOnlyList<CsvColumn> columns, DateTimeOffset? now)
    {
        _latestToCreate = now?.AddYears(StripeLimits.RedeemByYears);

        int Find(string name) =>
            columns.FirstOrDefault(c => c.Kind == CsvColumnKind.Term && c.Key == name)?.Index ?? -1;

        _percentOff = Find("percent_off");
        _amountOff = Find("amount_off");
        _currency = Find("currency");
        _duration = Find("duration");
        _durationInMonths = Find("duration_in_months");
        _maxRedemptions = Find("max_redemptions");
        _redeemBy = Find("redeem_by");
        _appliesTo = Find("applies_to");
        _created = columns.FirstOrDefault(static c => c is { Kind: CsvColumnKind.Ignored, Key: "created" })?.Index ?? -1;
        _currencyOptions = [.. columns.Where(static c => c.Kind == CsvColumnKind.CurrencyOption)];
        _all = [.. columns.Where(static c => c.Kind is CsvColumnKind.Term or CsvColumnKind.CurrencyOption).Select(static c => c.Index)];
    }

    /// <summary>Whether a text is written like an ISO 4217 code: three letters.</summary>
    public static bool IsCurrency(ReadOnlySpan<char> text) =>
        text.Length == 3 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1]) && char.IsAsciiLetter(text[2]);

    /// <summary>Reads the terms of a row.</summary>
    /// <param name="cells">Its cells, one for each column.</param>
    /// <param name="problems">Takes what is wrong with them; null when they were checked before.</param>
    /// <returns>The terms, or null when the row says nothing about them.</returns>
    public CouponTerms? Read(string[] cells, RowProblems? problems)
    {
        if (!SaysAnything(cells))
        {
            return null;
        }

        var terms = new CouponTerms
        {
            PercentOff = PercentOff(Cell(cells, _percentOff), problems),
            AmountOff = AmountOff(Cell(cells, _amountOff), _amountOff, problems),
            Currency = Currency(Cell(cells, _currency), problems),
            Duration = Duration(Cell(cells, _duration), problems),
            DurationInMonths = Count(Cell(cells, _durationInMonths), _durationInMonths, "months", problems),
            MaxRedemptions = Count(Cell(cells, _maxRedemptions), _maxRedemptions, "redemptions", problems),
            RedeemBy = RedeemBy(Cell(cells, _redeemBy), isThere: !Cell(cells, _created).IsEmpty, problems),
            AppliesTo = AppliesTo(Cell(cells, _appliesTo), problems),
            CurrencyOptions = CurrencyOptions(cells, problems),
        };
        if (problems is not null)
        {
            CheckTogether(cells, terms, problems);
        }

        return terms;
    }

    private static ReadOnlySpan<char> Cell(string[] cells, int index) => index < 0 ? [] : FormulaEscape.Value(cells[index]);

    private static bool IsGiven(string[] cells, int index) => Cell(cells, index).Length > 0;

    private bool SaysAnything(string[] cells)
    {
        foreach (var index in _all)
        {
            if (IsGiven(cells, index))
            {
                return true;
            }
        }

        return false;
    }

    private void CheckTogether(string[] cells, CouponTerms terms, RowProblems problems)
    {
        var hasAmount = IsGiven(cells, _amountOff);
        if (hasAmount && IsGiven(cells, _percentOff))
        {
            problems.Add(
                "percent_and_amount",
                "The row gives both percent_off and amount_off; a coupon has exactly one of them. Empty the other.",
                _amountOff);
        }

        if (hasAmount && !IsGiven(cells, _currency))
        {
            problems.Add(
                "currency_missing",
                "amount_off needs a currency. Add its three letters in the column `currency`, such as `eur`.",
                _amountOff);
        }

        if (terms is { DurationInMonths: not null, Duration: "once" or "forever" })
        {
            problems.Add(
                "duration_in_months_not_allowed",
                $"duration_in_months is for the duration `repeating` only, and this row has `{terms.Duration}`. Empty it.",
                _durationInMonths);
        }
    }

    private decimal? PercentOff(ReadOnlySpan<char> text, RowProblems? problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 100)
        {
            return percent;
        }

        problems?.Add(
            "invalid_percent_off",
            $"percent_off is `{Shown(text)}`. Write a number above 0 and at most 100, without a % sign and with a decimal point, such as `25` or `12.5`.",
            _percentOff);
        return null;
    }

    private static long? AmountOff(ReadOnlySpan<char> text, int column, RowProblems? problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (TryPositive(text, out var amount))
        {
            return amount;
        }

        problems?.Add(
            "invalid_amount_off",
            $"The amount is `{Shown(text)}`. Write a positive whole number in the smallest currency unit, such as `500` for 5.00.",
            column);
        return null;
    }

    private string? Currency(ReadOnlySpan<char> text, RowProblems? problems)
    {
        if (text.Length == 0 || IsCurrency(text))
        {
            return text.Length == 0 ? null : text.ToString().ToLowerInvariant();
        }

        problems?.Add(
            "invalid_currency", $"currency is `{Shown(text)}`. Write the three letters of its ISO 4217 code, such as `eur`.", _currency);
        return null;
    }

    private string? Duration(ReadOnlySpan<char> text, RowProblems? problems)
    {
        switch (text)
        {
            case "":
                return null;
            case "once":
                return "once";
            case "forever":
                return "forever";
            case "repeating":
                return "repeating";
            // Stripe's list of durations is open: one that is not known here may be what a coupon has.
            case var _ when IsWord(text):
                problems?.Add(
                    "unknown_duration",
                    $"duration is `{Shown(text)}`, which is none of `once`, `forever` and `repeating`. It is compared as it is, and no coupon is created with it.",
                    _duration,
                    ProblemSeverity.Warning);
                return text.ToString();
            default:
                problems?.Add(
                    "invalid_duration", $"duration is `{Shown(text)}`. Write `once`, `forever` or `repeating`.", _duration);
                return null;
        }
    }

    private static bool IsWord(ReadOnlySpan<char> text) =>
        char.IsAsciiLetterLower(text[0]) && !text.ContainsAnyExcept(WordCharacters);

    private static long? Count(ReadOnlySpan<char> text, int column, string what, RowProblems? problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (TryPositive(text, out var count))
        {
            return count;
        }

        problems?.Add(
            "invalid_number", $"The number of {what} is `{Shown(text)}`. Write a positive whole number, such as `3`.", column);
        return null;
    }

    private DateTimeOffset? RedeemBy(ReadOnlySpan<char> text, bool isThere, RowProblems? problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (Timestamp.TryParse(text, out var instant))
        {
            // A coupon that is there, as those of an export are, may have it since earlier.
            if (instant > _latestToCreate && !isThere)
            {
                problems?.Add(
                    "redeem_by_far",
                    $"redeem_by is `{Shown(text)}`. Stripe creates no coupon that can be redeemed in more than {StripeLimits.RedeemByYears} years. "
                    + "Use an earlier day; or leave the cell empty if the coupon exists and already has it.",
                    _redeemBy);
            }

            return instant;
        }

        problems?.Add(
            "invalid_redeem_by",
            $"redeem_by is `{Shown(text)}`. Write a date as `2027-12-31`, an instant in whole seconds as `2027-12-31T23:59:59Z`, or Unix seconds.",
            _redeemBy);
        return null;
    }

    private List<string>? AppliesTo(ReadOnlySpan<char> text, RowProblems? problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text.ContainsAny(',', ';'))
        {
            problems?.Add(
                "invalid_applies_to", $"applies_to is `{Shown(text)}`. Separate the ids of products by spaces: `prod_1 prod_2`.", _appliesTo);
            return null;
        }

        List<string> products = [.. text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        products.Sort(StringComparer.Ordinal);
        return products.Count == 0 ? null : products;
    }

    private Dictionary<string, long>? CurrencyOptions(string[] cells, RowProblems? problems)
    {
        Dictionary<string, long>? options = null;
        foreach (var column in _currencyOptions)
        {
            if (AmountOff(Cell(cells, column.Index), column.Index, problems) is { } amount)
            {
                (options ??= new Dictionary<string, long>(StringComparer.Ordinal))[column.Key] = amount;
            }
        }

        return options;
    }

    private static bool TryPositive(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    private static string Shown(ReadOnlySpan<char> text) => CellText.Shorten(text);
}
