#nullable disable
namespace Stripe;

/// <summary>What sends requests.</summary>
public interface IHttpClient
{
    /// <summary>Sends a request and reads the answer to its end, whatever its status.</summary>
    Task<StripeResponse> MakeRequestAsync(StripeRequest request, CancellationToken cancellationToken = default);
}
