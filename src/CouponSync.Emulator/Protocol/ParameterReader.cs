using System.Globalization;

namespace CouponSync.Emulator;

/// <summary>Takes typed values out of a request's parameters, with Stripe's refusals.</summary>
internal sealed class ParameterReader(ParameterNode root)
{
    /// <summary>Refuses parameters whose names an endpoint does not know.</summary>
    public void Allow(params ReadOnlySpan<string> names)
    {
        List<string>? unknown = null;
        foreach (var (name, _) in root.Children)
        {
            if (!names.Contains(name))
            {
                (unknown ??= []).Add(name);
            }
        }

        if (unknown is not null)
        {
            throw new ApiErrorException(ApiError.UnknownParameters(unknown));
        }
    }

    /// <summary>A parameter as it came, or null.</summary>
    public ParameterNode? Node(string name) => root.Child(name);

    /// <summary>A text that may not be empty, or null when absent.</summary>
    public string? Text(string name, int longest = int.MaxValue)
    {
        var text = TextOrEmpty(name, longest);
        return text is { Length: 0 } ? throw new ApiErrorException(ApiError.Empty(name)) : text;
    }

    /// <summary>A text, empty where the caller unsets it, or null when absent.</summary>
    public string? TextOrEmpty(string name, int longest = int.MaxValue)
    {
        if (root.Child(name) is not { } node)
        {
            return null;
        }

        var text = node.Text ?? throw new ApiErrorException(ApiError.Invalid("Invalid string", name));
        return text.Length > longest && text.EnumerateRunes().Count() > longest
            ? throw new ApiErrorException(ApiError.TooLong(text, longest, name))
            : text;
    }

    /// <summary>An integer, or null when absent.</summary>
    public long? Integer(string name) =>
        root.Child(name) is { } node ? ParseInteger(node, name) : null;

    /// <summary>An integer of at least one, or null when absent.</summary>
    public long? PositiveInteger(string name)
    {
        var value = Integer(name);
        return value < 1
            ? throw new ApiErrorException(ApiError.OutOfRange("This value must be greater than or equal to 1.", name))
            : value;
    }

    /// <summary>A decimal number, or null when absent.</summary>
    public decimal? Number(string name)
    {
        var text = Text(name);
        return text is null ? null
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
            : throw new ApiErrorException(ApiError.Invalid($"Invalid decimal: {text}", name));
    }

    /// <summary>An array of texts: <c>name[]</c>, <c>name[0]</c>; empty when absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (root.Child(name) is not { } node || node.Text is { Length: 0 })
        {
            return [];
        }

        return Texts(node, name);
    }

    /// <summary>An array of texts in the given node.</summary>
    public static IReadOnlyList<string> Texts(ParameterNode node, string name) => node.HasChildren
        ? [.. node.Children.Select(child =>
            int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _) && child.Value.Text is { } text
                ? text
                : throw new ApiErrorException(ApiError.Invalid("Invalid array", name)))]
        : throw new ApiErrorException(ApiError.Invalid("Invalid array", name));

    /// <summary>The integer in the given node.</summary>
    public static long ParseInteger(ParameterNode node, string name) => node.Text switch
    {
        null => throw new ApiErrorException(ApiError.InvalidInteger("{}", name)),
        "" => throw new ApiErrorException(ApiError.Empty(name)),
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => value,
        var text => throw new ApiErrorException(ApiError.InvalidInteger(text, name)),
    };
}
