using Stripe;
using StripeSdk;

namespace CouponSync.Tests.Sdk;

/// <summary>
/// SubsetSignatures.txt lists every public member of the subset. Whichever edition is loaded must have them all, and
/// the subset must have no others: a member that is added without its line, or that Stripe.net does not have, fails.
/// </summary>
public sealed class SubsetSignatureTests
{
    private static readonly string[] Listed =
        System.IO.File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "StripeSdk", "SubsetSignatures.txt"));

    private static readonly HashSet<string> Present = typeof(Coupon).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == "Stripe")
        .SelectMany(PublicSignatures.Of)
        .ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Every_listed_member_exists_with_its_exact_signature() => Listed.Should().BeSubsetOf(Present);

    [Fact]
    public void The_subset_has_no_member_that_is_not_listed()
    {
        var unlisted = SdkEdition.IsSubset ? Present.Except(Listed) : [];

        unlisted.Should().BeEmpty();
        Listed.Should().HaveCountGreaterThan(100).And.OnlyHaveUniqueItems();
    }
}
