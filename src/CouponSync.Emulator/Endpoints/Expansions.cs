namespace CouponSync.Emulator;

/// <summary>The parameter <c>expand</c>.</summary>
internal static class Expansions
{
    /// <summary>What is expanded of a single coupon.</summary>
    public static CouponExpansion OfCoupon(ParameterReader parameters)
    {
        var expansion = CouponExpansion.None;
        foreach (var path in parameters.Texts("expand"))
        {
            expansion |= Field(path) ?? throw Refused(path);
        }

        return expansion;
    }

    /// <summary>What is expanded of the coupons of a list.</summary>
    public static CouponExpansion OfCouponList(ParameterReader parameters)
    {
        var expansion = CouponExpansion.None;
        foreach (var path in parameters.Texts("expand"))
        {
            if (path == "data")
            {
                continue;
            }

            if (!path.StartsWith("data.", StringComparison.Ordinal))
            {
                throw new ApiErrorException(ApiError.Invalid(
                    $"This property cannot be expanded ({path}). You may want to try expanding 'data.{path}' instead.", "expand"));
            }

            expansion |= Field(path["data.".Length..]) ?? throw Refused(path["data.".Length..]);
        }

        return expansion;
    }

    /// <summary>Refuses everything but the data itself: events are rendered when they happen.</summary>
    public static void OfEvents(ParameterReader parameters)
    {
        if (parameters.Texts("expand").FirstOrDefault(static path => path is not ("data" or "request" or "data.data" or "data.request")) is { } path)
        {
            throw Refused(path);
        }
    }

    /// <summary>Refuses everything but the settings of an account, which are always shown.</summary>
    public static void OfAccount(ParameterReader parameters)
    {
        if (parameters.Texts("expand").FirstOrDefault(static path => path != "settings") is { } path)
        {
            throw Refused(path);
        }
    }

    private static CouponExpansion? Field(string path) => path switch
    {
        "applies_to" => CouponExpansion.AppliesTo,
        "currency_options" => CouponExpansion.CurrencyOptions,
        _ => null,
    };

    private static ApiErrorException Refused(string path) =>
        new(ApiError.Invalid($"This property cannot be expanded ({path}).", "expand"));
}
