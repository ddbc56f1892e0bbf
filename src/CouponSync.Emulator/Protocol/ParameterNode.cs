using System.Globalization;

namespace CouponSync.Emulator;

/// <summary>One parameter: a text, or children by name (a hash) or by place (an array).</summary>
internal sealed class ParameterNode
{
    private List<KeyValuePair<string, ParameterNode>>? _children;

    /// <summary>The text, or null when there are children.</summary>
    public string? Text { get; private set; }

    /// <summary>The children in the order in which they came.</summary>
    public IReadOnlyList<KeyValuePair<string, ParameterNode>> Children => _children ?? [];

    /// <summary>Whether it has children.</summary>
    public bool HasChildren => _children is not null;

    /// <summary>A child by name, or null.</summary>
    public ParameterNode? Child(string name)
    {
        foreach (var (key, node) in Children)
        {
            if (string.Equals(key, name, StringComparison.Ordinal))
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>Sets the parameter of the given full name, such as <c>a[b][]</c>, below this root.</summary>
    /// <exception cref="ApiErrorException">The name was used as a text and as a hash.</exception>
    public void Set(string fullName, string value)
    {
        var bracket = fullName.IndexOf('[', StringComparison.Ordinal);
        var node = ChildOrNew(bracket < 0 ? fullName : fullName[..bracket], fullName);
        while (bracket >= 0)
        {
            var close = fullName.IndexOf(']', bracket);
            if (close < 0)
            {
                // An unclosed bracket is part of the name, as in Rack.
                break;
            }

            var name = fullName[(bracket + 1)..close];
            if (close + 1 == fullName.Length)
            {
                bracket = -1;
            }
            else if (fullName[close + 1] == '[')
            {
                bracket = close + 1;
            }
            else
            {
                // metadata[a[b]]: what follows belongs to the name; validation refuses its brackets.
                name = fullName[(bracket + 1)..].TrimEnd(']') + ']';
                bracket = -1;
            }

            node = node.ChildOrNew(name, fullName);
        }

        if (node.HasChildren)
        {
            throw Contradiction(fullName, "String", "Hash");
        }

        node.Text = value;
    }

    private ParameterNode ChildOrNew(string name, string fullName)
    {
        if (Text is not null)
        {
            throw Contradiction(fullName, "Hash", "String");
        }

        _children ??= [];
        if (name.Length == 0)
        {
            name = _children.Count.ToString(CultureInfo.InvariantCulture);
        }

        if (Child(name) is { } known)
        {
            return known;
        }

        var made = new ParameterNode();
        _children.Add(new(name, made));
        return made;
    }

    private static ApiErrorException Contradiction(string fullName, string expected, string got) =>
        new(ApiError.Invalid($"Invalid request: expected {expected} (got {got}) for param '{fullName}'", fullName));
}
