using System.Text;

namespace CouponSync.Emulator;

/// <summary>Collects the parameters of a request from its query and its form body.</summary>
internal static class RequestParameters
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Reads the parameters.</summary>
    /// <exception cref="ApiErrorException">The body is not a form, or cannot be decoded.</exception>
    public static FormParameters Read(Exchange exchange)
    {
        var parameters = new FormParameters();
        parameters.Add(exchange.Query);
        var body = exchange.Request.Body;
        if (!body.IsEmpty)
        {
            if (exchange.Request.Header("Content-Type") is { } type && !type.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
            {
                throw new ApiErrorException(ApiError.Invalid(
                    $"Invalid request (check that your POST content type is {FormType}). If you have any questions, we can "
                    + "help at https://support.stripe.com/.",
                    null));
            }

            parameters.Add(Encoding.UTF8.GetString(body.Span));
        }

        return parameters;
    }
}
