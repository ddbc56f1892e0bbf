#nullable disable
using System.Net;
using System.Text.Json;
using Stripe.Infrastructure;

namespace Stripe;

/// <summary>Sends a service's requests and turns each answer into an entity or an exception.</summary>
internal sealed class ApiRequestor
{
    private const string StripeApiBase = "https://api.stripe.com";

    private readonly StripeClientOptions _options;
    private readonly IHttpClient _httpClient;

    /// <exception cref="ArgumentException">The key is empty or holds white space.</exception>
    public ApiRequestor(StripeClientOptions options)
    {
        _options = options?.Clone() ?? new StripeClientOptions();

        if (_options.ApiKey is { Length: 0 })
        {
            throw new ArgumentException("API key cannot be the empty string.", nameof(options));
        }

        if (_options.ApiKey is not null && _options.ApiKey.Any(char.IsWhiteSpace))
        {
            throw new ArgumentException("API key cannot contain whitespace.", nameof(options));
        }

        _httpClient = _options.HttpClient ?? new SystemNetHttpClient();
    }

    /// <summary>Sends one request; the errors are those of <see cref="CouponService"/>.</summary>
    public async Task<T> RequestAsync<T>(
        HttpMethod method,
        string path,
        BaseOptions options,
        RequestOptions requestOptions,
        CancellationToken cancellationToken)
        where T : StripeEntity
    {
        var apiBase = _options.ApiBase ?? StripeApiBase;
        var request = new StripeRequest(apiBase, method, path, options, Complete(requestOptions));
        var response = await _httpClient.MakeRequestAsync(request, cancellationToken);

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw ErrorOf(response);
        }

        T entity;
        try
        {
            entity = JsonSerializer.Deserialize<T>(response.Content, StripeJson.Options);
        }
        catch (JsonException)
        {
            throw Unreadable(response);
        }

        entity.StripeResponse = response;
        return entity;
    }

    private static StripeException ErrorOf(StripeResponse response)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(response.Content);
        }
        catch (JsonException)
        {
            return Unreadable(response);
        }

        if (!root.TryGetProperty("error", out var member))
        {
            return Unreadable(response);
        }

        // The OAuth endpoints answer {"error": "code", "error_description": "..."}.
        var error = (member.ValueKind == JsonValueKind.String ? root : member)
            .Deserialize<StripeError>(StripeJson.Options);
        error.StripeResponse = response;

        return new StripeException(response.StatusCode, error, error.Message ?? error.ErrorDescription)
        {
            StripeResponse = response,
        };
    }

    private static StripeException Unreadable(StripeResponse response) =>
        new(response.StatusCode, null, $"Invalid response object from API: \"{response.Content}\"")
        {
            StripeResponse = response,
        };

    private RequestOptions Complete(RequestOptions requestOptions) => new()
    {
        ApiKey = Either(requestOptions?.ApiKey, _options.ApiKey),
        IdempotencyKey = requestOptions?.IdempotencyKey,
        StripeAccount = Either(requestOptions?.StripeAccount, _options.StripeAccount),
    };

    private static string Either(string own, string common) => string.IsNullOrEmpty(own) ? common : own;
}
