namespace CouponSync.Emulator;

/// <summary>The parameter <c>currency_options</c>: amounts in further currencies.</summary>
internal static class CurrencyOptions
{
    // https://docs.stripe.com/currencies, presentment currencies.
    private static readonly HashSet<string> Known =
    [
        .. ("aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop "
            + "crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod "
            + "jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio "
            + "nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd "
            + "top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw").Split(' '),
    ];

    /// <summary>Reads the parameter.</summary>
    /// <returns>Amounts by currency in small letters, or null when absent.</returns>
    public static IReadOnlyDictionary<string, long>? Read(ParameterReader parameters)
    {
        if (parameters.Node("currency_options") is not { } node)
        {
            return null;
        }

        if (!node.HasChildren)
        {
            throw new ApiErrorException(ApiError.Invalid("Invalid object", "currency_options"));
        }

        var options = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (currency, option) in node.Children)
        {
            var name = $"currency_options[{currency}]";
            Check(currency, name);
            if (option.Children.FirstOrDefault(static child => child.Key != "amount_off") is { Key: { } unknown })
            {
                throw new ApiErrorException(ApiError.UnknownParameters([$"{name}[{unknown}]"]));
            }

            var amount = option.Child("amount_off") ?? throw new ApiErrorException(ApiError.Missing(name + "[amount_off]"));
            var value = ParameterReader.ParseInteger(amount, name + "[amount_off]");
            options[currency.ToLowerInvariant()] = value >= 1 ? value : throw new ApiErrorException(ApiError.OutOfRange(
                "This value must be greater than or equal to 1.", name + "[amount_off]"));
        }

        return options;
    }

    /// <summary>The options of a coupon after an update that names some.</summary>
    public static IReadOnlyDictionary<string, long> Merge(EmulatorTerms terms, IReadOnlyDictionary<string, long> changes)
    {
        var merged = new SortedDictionary<string, long>(
            (terms.CurrencyOptions ?? new Dictionary<string, long>()).ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal);
        foreach (var (currency, amount) in changes)
        {
            merged[currency] = amount;
        }

        return merged;
    }

    /// <summary>Refuses what is no currency of Stripe's.</summary>
    public static void Check(string currency, string param)
    {
        if (!Known.Contains(currency.ToLowerInvariant()))
        {
            throw new ApiErrorException(ApiError.Invalid(
                $"Invalid currency: {currency}. Stripe currently supports three-letter ISO codes, such as usd.", param));
        }
    }
}
