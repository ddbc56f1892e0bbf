#nullable disable
namespace Stripe;

/// <summary>The base of all services: it knows where requests go.</summary>
public abstract class Service
{
    internal Service(ApiRequestor requestor) => Requestor = requestor;

    internal ApiRequestor Requestor { get; }
}
