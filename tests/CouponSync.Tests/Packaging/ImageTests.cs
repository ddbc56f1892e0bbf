using System.Xml.Linq;
using CouponSync.Tests.Reporting;
using YamlDotNet.RepresentationModel;

namespace CouponSync.Tests.Packaging;

/// <summary>The image, its ignore file, and those who use it agree.</summary>
public sealed class ImageTests
{
    private static readonly string[] Dockerfile = File.ReadAllLines(RepositoryFiles.PathOf("Dockerfile"));
    private static readonly XDocument Project = XDocument.Load(RepositoryFiles.PathOf("src", "CouponSync", "CouponSync.csproj"));

    [Fact]
    public void The_Dockerfile_and_the_sdk_build_on_the_same_image() =>
        Dockerfile.Should().Contain("ARG BASE=" + Project.Descendants("ContainerBaseImage").Single().Value);

    [Fact]
    public void The_program_is_not_root_and_writes_to_the_volume_alone()
    {
        var image = Dockerfile.SkipWhile(static l => l != "FROM $BASE").ToList();

        image.Should().ContainInOrder("USER $APP_UID", "WORKDIR /data", "VOLUME /data", "ENTRYPOINT [\"/opt/couponsync/couponsync\"]")
            .And.Contain(static l => l.Contains("TMPDIR=/data", StringComparison.Ordinal));
    }

    [Fact]
    public void The_build_gets_every_file_outside_of_src_that_the_projects_name()
    {
        var named = Directory.GetFiles(RepositoryFiles.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(static p => XDocument.Load(p).Descendants().Attributes("Include"))
            .Select(static a => a.Value.Replace('\\', '/'))
            .Where(static v => v.StartsWith("../../", StringComparison.Ordinal))
            .Select(static v => "!" + v["../../".Length..]);

        File.ReadAllLines(RepositoryFiles.PathOf(".dockerignore")).Should()
            .Contain([.. named, "!src", "!global.json", "!Directory.Build.props", "!Directory.Packages.props"]);
    }

    [Fact]
    public void Kubernetes_runs_this_version_on_a_read_only_root()
    {
        string[] jobs = Directory.GetFiles(RepositoryFiles.PathOf("deploy", "kubernetes"));

        var containers = jobs.Select(static job => Container(job)).ToList();

        containers.Should().HaveCount(2).And.OnlyContain(static c =>
            c["image"].ToString() == $"ghcr.io/example/couponsync:{Versions.Current}" && c["securityContext"]["readOnlyRootFilesystem"].ToString() == "true");
    }

    private static YamlNode Container(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(file)));
        var spec = yaml.Documents[0].RootNode["spec"];
        var job = spec is YamlMappingNode cron && cron.Children.ContainsKey("jobTemplate") ? spec["jobTemplate"]["spec"] : spec;
        return job["template"]["spec"]["containers"][0];
    }
}
