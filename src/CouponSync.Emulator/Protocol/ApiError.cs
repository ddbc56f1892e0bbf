namespace CouponSync.Emulator;

/// <summary>An error as Stripe answers it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The text for people.</param>
/// <param name="Code">The code for programs, or null.</param>
/// <param name="Param">The parameter at fault, or null.</param>
/// <param name="Type">The coarse class.</param>
internal sealed record ApiError(
    int Status, string Message, string? Code = null, string? Param = null, string Type = "invalid_request_error")
{
    /// <summary>Whether it arose after the endpoint had begun to execute, so that its idempotency key remembers it.</summary>
    public bool IsRemembered { get; init; }

    public static ApiError UnknownParameters(IReadOnlyList<string> names) => new(
        400,
        names.Count == 1
            ? $"Received unknown parameter: {names[0]}"
            : $"Received unknown parameters: {string.Join(", ", names)}",
        "parameter_unknown",
        names[0]);

    public static ApiError Missing(string param) =>
        new(400, $"Missing required param: {param}.", "parameter_missing", param);

    public static ApiError InvalidInteger(string value, string param) =>
        new(400, $"Invalid integer: {value}", "parameter_invalid_integer", param);

    public static ApiError OutOfRange(string message, string param) =>
        new(400, message, "parameter_invalid_integer", param);

    public static ApiError Invalid(string message, string? param) => new(400, message, null, param);

    public static ApiError Empty(string param) => new(
        400,
        $"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; "
        + $"however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty value.",
        "parameter_invalid_empty",
        param);

    public static ApiError TooLong(string value, int limit, string param) => new(
        400,
        $"Invalid string: {Shorten(value)}; must be at most {limit} characters",
        "parameter_invalid_string",
        param);

    public static ApiError NoSuch(string kind, string id, string param, int status = 404) =>
        new(status, $"No such {kind}: '{id}'", "resource_missing", param) { IsRemembered = status == 404 };

    public static ApiError UnrecognizedUrl(string method, string path) => new(
        404,
        $"Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove the trailing slash. "
        + "If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. "
        + "Please see https://stripe.com/docs or we can help at https://support.stripe.com/.");

    public static ApiError RateLimited(bool isConcurrency) => new(
        429,
        isConcurrency
            ? "Request concurrency limit exceeded. Learn more about rate limits here: https://stripe.com/docs/rate-limits."
            : "Request rate limit exceeded. Learn more about rate limits here: https://stripe.com/docs/rate-limits.",
        "rate_limit");

    public static ApiError LockTimeout() => new(
        429,
        "This object cannot be accessed right now because another API request or Stripe process is currently accessing "
        + "it. If you see this error intermittently, retry the request. If you see this error frequently and are making "
        + "multiple concurrent requests to a single object, make your requests serially or at a lower rate. For more "
        + "details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.",
        "lock_timeout");

    public static ApiError Server(int status) => new(
        status,
        status == 503
            ? "The service is temporarily unavailable. Please try again later."
            : "Sorry! There was an error while talking to one of our backends. Support has been notified.",
        Type: "api_error")
    {
        IsRemembered = true,
    };

    private static string Shorten(string value) => value.Length <= 20 ? value : $"{value[..8]}...{value[^8..]}";
}

/// <summary>Carries an error out of the depth of parsing and validation; caught where answers are made.</summary>
internal sealed class ApiErrorException(ApiError error) : Exception(error.Message)
{
    public ApiError Error { get; } = error;
}
