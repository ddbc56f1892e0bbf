#nullable disable
namespace Stripe;

/// <summary>A parameter that takes values of several types.</summary>
public abstract class AnyOf
{
    /// <summary>The value it holds.</summary>
    public abstract object Value { get; }
}

/// <summary>A parameter that takes either a <typeparamref name="T1"/> or a <typeparamref name="T2"/>.</summary>
/// <typeparam name="T1">One type.</typeparam>
/// <typeparam name="T2">The other type.</typeparam>
public class AnyOf<T1, T2> : AnyOf
{
    /// <summary>Holds a <typeparamref name="T1"/>.</summary>
    public AnyOf(T1 value) => Value = value;

    /// <summary>Holds a <typeparamref name="T2"/>.</summary>
    public AnyOf(T2 value) => Value = value;

    /// <inheritdoc/>
    public override object Value { get; }

    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator AnyOf<T1, T2>(T1 value) => value is null ? null : new AnyOf<T1, T2>(value);

    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator AnyOf<T1, T2>(T2 value) => value is null ? null : new AnyOf<T1, T2>(value);
}
