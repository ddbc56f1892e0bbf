namespace CouponSync.Settings;

/// <summary>Says that a setting belongs to another section than the class it stands in.</summary>
/// <param name="name">The section.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SectionAttribute(string name) : Attribute
{
    /// <summary>The section.</summary>
    public string Name { get; } = name;
}
