using System.Globalization;
using System.Reflection;

namespace CouponSync.Tests.Sdk;

/// <summary>Writes the public members of a type as text, one line each, the same for every assembly they come from.</summary>
internal static class PublicSignatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines of one type's own members; inherited ones belong to the base.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        var owner = Name(type);
        yield return owner;

        foreach (var constructor in type.GetConstructors(Declared))
        {
            yield return $"{owner}: new({Parameters(constructor)})";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            yield return $"{owner}: {Modifiers(property.GetAccessors(nonPublic: true)[0])}{Name(property.PropertyType)} {property.Name} "
                + $"{{{Accessor(property.GetMethod, "get")}{Accessor(property.SetMethod, "set")} }}";
        }

        foreach (var field in type.GetFields(Declared).Where(field => field.IsLiteral))
        {
            yield return $"{owner}: const {Name(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}";
        }

        foreach (var method in type.GetMethods(Declared).Where(IsWritten))
        {
            yield return $"{owner}: {Modifiers(method)}{Name(method.ReturnType)} {method.Name}({Parameters(method)})";
        }
    }

    /// <summary>The name of a type as C# writes it, with its namespace only where it is Stripe's.</summary>
    public static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        var arguments = type.GetGenericArguments();
        var name = type.Name.Split('`')[0];
        return arguments.Length == 0 ? name : $"{name}<{string.Join(", ", arguments.Select(Name))}>";
    }

    // Property accessors are part of the property, and what every object has says nothing.
    private static bool IsWritten(MethodInfo method) =>
        (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
        && method.GetBaseDefinition().DeclaringType != typeof(object);

    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static string Accessor(MethodInfo? accessor, string name) => accessor switch
    {
        { IsPublic: true } => $" {name};",
        { IsFamily: true } => $" protected {name};",
        _ => "",
    };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter =>
            $"{Name(parameter.ParameterType)} {parameter.Name}{Default(parameter)}"));

    private static string Default(ParameterInfo parameter) => parameter switch
    {
        { HasDefaultValue: false } => "",
        { DefaultValue: null, ParameterType.IsValueType: true } => " = default",
        { DefaultValue: null } => " = null",
        _ => " = " + Convert.ToString(parameter.DefaultValue, CultureInfo.InvariantCulture),
    };
}
