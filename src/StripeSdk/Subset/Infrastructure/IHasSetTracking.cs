namespace Stripe.Infrastructure;

/// <summary>Tells a null that was assigned from one that was always there.</summary>
internal interface IHasSetTracking
{
    /// <summary>Whether the property was ever assigned.</summary>
    bool IsPropertySet(string propertyName);
}
