using System.Text.RegularExpressions;

namespace CouponSync.Emulator;

/// <summary>The rules for new coupons (https://docs.stripe.com/api/coupons/create).</summary>
internal static partial class CouponCreation
{
    /// <summary>The longest name, in code points.</summary>
    public const int NameLength = 40;

    /// <summary>The longest id, in code points.</summary>
    public const int IdLength = 5000;

    /// <summary>How many years ahead the last moment to redeem it can be.</summary>
    public const int RedeemByYears = 5;

    /// <summary>Reads a new coupon from the parameters of a request.</summary>
    /// <exception cref="ApiErrorException">A parameter is unknown, missing or invalid.</exception>
    public static EmulatorCoupon Read(
        RequestContext request, MetadataRules metadata, IdSource ids, out CouponExpansion expansion)
    {
        var parameters = request.Parameters;
        parameters.Allow(
            "amount_off", "applies_to", "currency", "currency_options", "duration", "duration_in_months", "expand", "id",
            "max_redemptions", "metadata", "name", "percent_off", "redeem_by");
        expansion = Expansions.OfCoupon(parameters);
        return new EmulatorCoupon
        {
            Id = ReadId(parameters) ?? ids.Next(string.Empty, 8),
            Created = request.Now.ToUnixTimeSeconds(),
            Name = parameters.Text("name", NameLength),
            Metadata = metadata.Apply(EmulatorMetadata.Empty, parameters.Node("metadata")),
            Terms = ReadTerms(parameters, request.Now),
        };
    }

    private static string? ReadId(ParameterReader parameters)
    {
        var id = parameters.TextOrEmpty("id", IdLength);
        return string.IsNullOrEmpty(id) ? null
            : IdOfNewCoupon().IsMatch(id) ? id
            : throw new ApiErrorException(ApiError.Invalid(
                "Coupon ids can only contain alphanumeric characters, `-`, or `_`.", "id"));
    }

    private static EmulatorTerms ReadTerms(ParameterReader parameters, DateTimeOffset now)
    {
        var percent = parameters.Number("percent_off");
        var amount = parameters.PositiveInteger("amount_off");
        var duration = parameters.Text("duration") ?? "once";
        var months = parameters.PositiveInteger("duration_in_months");
        var redeemBy = parameters.Integer("redeem_by");
        var currencies = CurrencyOptions.Read(parameters);
        if (percent is null == amount is null)
        {
            throw new ApiErrorException(ApiError.Invalid(
                $"You {(percent is null ? "must" : "may only")} specify one of these parameters: amount_off, percent_off.",
                "amount_off"));
        }

        if (percent is not null and not (> 0 and <= 100))
        {
            throw new ApiErrorException(ApiError.Invalid(
                "Invalid percent_off: must be greater than 0 and less than or equal to 100.", "percent_off"));
        }

        if (duration is not ("forever" or "once" or "repeating"))
        {
            throw new ApiErrorException(ApiError.Invalid(
                "Invalid duration: must be one of forever, once, or repeating", "duration"));
        }

        if (duration == "repeating" && months is null)
        {
            throw new ApiErrorException(ApiError.Missing("duration_in_months"));
        }

        if (duration != "repeating" && months is not null)
        {
            throw new ApiErrorException(ApiError.Invalid(
                "You may only specify `duration_in_months` when `duration` is `repeating`.", "duration_in_months"));
        }

        if (redeemBy <= now.ToUnixTimeSeconds())
        {
            throw new ApiErrorException(ApiError.Invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "redeem_by"));
        }

        if (redeemBy > now.AddYears(RedeemByYears).ToUnixTimeSeconds())
        {
            throw new ApiErrorException(ApiError.Invalid("Invalid timestamp: can be no more than five years in the future", "redeem_by"));
        }

        if (currencies is not null && amount is null)
        {
            throw new ApiErrorException(ApiError.Invalid(
                "You may only specify `currency_options` for coupons with an `amount_off`.", "currency_options"));
        }

        return new EmulatorTerms
        {
            PercentOff = percent,
            AmountOff = amount,
            Currency = ReadCurrency(parameters, isRequired: amount is not null),
            CurrencyOptions = currencies,
            Duration = duration,
            DurationInMonths = months,
            MaxRedemptions = parameters.PositiveInteger("max_redemptions"),
            RedeemBy = redeemBy,
            AppliesToProducts = ReadProducts(parameters),
        };
    }

    private static string? ReadCurrency(ParameterReader parameters, bool isRequired)
    {
        if (parameters.Text("currency") is not { } currency)
        {
            return isRequired ? throw new ApiErrorException(ApiError.Missing("currency")) : null;
        }

        CurrencyOptions.Check(currency, "currency");

        // A currency beside a percentage is accepted and has no effect.
        return isRequired ? currency.ToLowerInvariant() : null;
    }

    private static IReadOnlyList<string>? ReadProducts(ParameterReader parameters)
    {
        if (parameters.Node("applies_to") is not { } appliesTo)
        {
            return null;
        }

        if (!appliesTo.HasChildren)
        {
            throw new ApiErrorException(ApiError.Invalid("Invalid object", "applies_to"));
        }

        if (appliesTo.Children.FirstOrDefault(static child => child.Key != "products") is { Key: { } unknown })
        {
            throw new ApiErrorException(ApiError.UnknownParameters([$"applies_to[{unknown}]"]));
        }

        var products = ParameterReader.Texts(appliesTo.Child("products")!, "applies_to[products]");
        return products.Any(static product => product.Length == 0)
            ? throw new ApiErrorException(ApiError.Empty("applies_to[products]"))
            : products;
    }

    // Since API version 2018-05-21; older ids can hold anything and are still there to be read and updated.
    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex IdOfNewCoupon();
}
