using System.IO.Compression;
using System.Xml.Linq;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.Packaging;

/// <summary>What <c>dotnet pack</c> gives can be installed in each way that there is, and runs.</summary>
public sealed class ToolPackageTests(PackedTool tool) : IClassFixture<PackedTool>
{
    private static readonly string[] DryRun = ["sync", RepositoryFiles.PathOf("samples", "coupons.csv"), "--emulator", "--dry-run"];

    [Fact]
    public void The_package_names_licence_icon_and_readme_and_has_them()
    {
        using var package = Open("*.nupkg");
        using var nuspec = package.Entries.Single(static e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();

        var metadata = XDocument.Load(nuspec).Root!.Elements().Single().Elements().ToLookup(static e => e.Name.LocalName, static e => e.Value);

        string Of(string name) => metadata[name].Should().ContainSingle(name).Subject;
        (Of("id"), Of("license"), Of("version")).Should().Be(("CouponSync", "MIT", Versions.Current));
        package.Entries.Select(static e => e.FullName).Should().Contain([Of("icon"), Of("readme")]);
    }

    [Fact]
    public void The_package_has_what_runs_and_nothing_else_and_the_symbols_have_a_package_of_their_own()
    {
        using var package = Open("*.nupkg");
        using var symbols = Open("*.snupkg");

        var files = package.Entries.Select(static e => e.Name).ToList();

        files.Should().Contain(["couponsync.dll", "CouponSync.Emulator.dll", "couponsync.runtimeconfig.json", "libe_sqlite3.so", "e_sqlite3.dll"])
            .And.NotContain(static f => f == "couponsync.xml" || f == "appsettings.json" || f == "e_sqlite3.a");
        symbols.Entries.Select(static e => e.Name).Should().Contain("couponsync.pdb");
    }

    [Fact]
    public async Task It_runs_where_it_is_installed_to_a_path()
    {
        await tool.RunAsync("dotnet", "tool", "install", "CouponSync", "--tool-path", "bin");

        var output = await tool.RunAsync(Path.Combine(tool.Work, "bin", OperatingSystem.IsWindows() ? "couponsync.exe" : "couponsync"), DryRun);

        output.Should().Contain("40 of 252 coupons would be updated");
    }

    [Fact]
    public async Task It_runs_where_a_manifest_names_it()
    {
        await tool.RunAsync("dotnet", "new", "tool-manifest");
        await tool.RunAsync("dotnet", "tool", "install", "CouponSync");

        var output = await tool.RunAsync("dotnet", ["tool", "run", "couponsync", "--", .. DryRun]);

        output.Should().Contain("40 of 252 coupons would be updated");
    }

    [Fact]
    public async Task It_runs_without_being_installed()
    {
        var output = await tool.RunAsync("dotnet", ["tool", "exec", "CouponSync", "--source", tool.Packages, "--yes", "--", .. DryRun]);

        output.Should().Contain("40 of 252 coupons would be updated");
    }

    private ZipArchive Open(string pattern) => ZipFile.OpenRead(Directory.GetFiles(tool.Packages, pattern).Should().ContainSingle().Subject);
}
