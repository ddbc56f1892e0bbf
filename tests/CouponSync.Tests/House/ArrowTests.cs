using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using CouponSync.Runs;

namespace CouponSync.Tests.House;

/// <summary>The arrows of docs/architecture.md: a folder uses what stands to its right, never to its left; neighbours do not
/// know each other.</summary>
public sealed class ArrowTests
{
    private static readonly string[][] Order =
    [
        ["Cli"], ["Pipelines"], ["History"], ["Reporting", "Exporting"], ["Applying"], ["Planning"], ["Remote", "Input", "Runs"], ["StripeApi"],
        ["Http"], ["Settings"], ["Coupons"], ["Text", "Files"],
    ];

    [Fact]
    public void No_folder_uses_one_to_its_left_or_a_neighbour()
    {
        var architecture = new ArchLoader().LoadAssembly(typeof(RunDirectory).Assembly).Build();

        var wrong =
            from type in architecture.Types
            from dependency in type.Dependencies
            let own = Folder(type.Namespace?.FullName)
            let to = Folder(dependency.Target.Namespace?.FullName)
            where dependency.Target is not GenericParameter && own is not null && to is not null && own != to && Rank(to) <= Rank(own)
            select $"{own} > {to}: {type.Name} uses {dependency.Target.Name}";

        string.Join(Environment.NewLine, wrong.Distinct()).Should().BeEmpty();
    }

    [Fact]
    public void Every_folder_has_its_place() => typeof(RunDirectory).Assembly.GetTypes()
        .Select(static t => Folder(t.Namespace)).Where(static f => f is not null).Distinct()
        .Should().BeEquivalentTo(Order.SelectMany(static o => o));

    private static int Rank(string folder) => Array.FindIndex(Order, o => o.Contains(folder));

    // The first name under CouponSync; null for what is not the program's own.
    private static string? Folder(string? ns) =>
        ns?.Split('.') is ["CouponSync", var folder, ..] && folder != "Emulator" ? folder : null;
}
