namespace Stripe;

/// <summary>Marks the classes whose properties are request parameters.</summary>
public interface INestedOptions
{
}
