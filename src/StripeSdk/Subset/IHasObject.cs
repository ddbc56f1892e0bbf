#nullable disable
namespace Stripe;

/// <summary>An object that names its type.</summary>
public interface IHasObject
{
    /// <summary>The type's name, for example <c>coupon</c>.</summary>
    string Object { get; set; }
}
