using System.Runtime.CompilerServices;

namespace Stripe.Infrastructure;

/// <summary>Remembers which properties were assigned.</summary>
internal sealed class SetTracker
{
    private readonly HashSet<string> _assigned = new(StringComparer.Ordinal);

    /// <summary>Notes an assignment; called from the setter.</summary>
    public void Track([CallerMemberName] string propertyName = "") => _assigned.Add(propertyName);

    /// <summary>Whether the property was assigned.</summary>
    public bool IsSet(string propertyName) => _assigned.Contains(propertyName);
}
