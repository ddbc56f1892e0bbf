using System.Text.Json;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.Settings;

public sealed class SettingsSchemaTests
{
    private static readonly string File = RepositoryFiles.PathOf("docs", "schema", "appsettings.schema.json");

    /// <summary>Set <c>TESTS_WRITE_SCHEMA=1</c> to write it anew.</summary>
    [Fact]
    public void The_schema_of_the_settings_file_is_made_from_the_option_classes()
    {
        var schema = SettingsSchema.Make();
        if (Environment.GetEnvironmentVariable("TESTS_WRITE_SCHEMA") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            System.IO.File.WriteAllText(File, schema);
        }

        System.IO.File.ReadAllText(File).ReplaceLineEndings("\n").Should().Be(schema);
    }

    [Fact]
    public void The_settings_file_of_the_program_has_no_name_that_the_schema_lacks()
    {
        var sections = JsonElement.Parse(SettingsSchema.Make()).GetProperty("properties");
        using var shipped = JsonDocument.Parse(System.IO.File.ReadAllText(RepositoryFiles.PathOf("appsettings.json")));

        foreach (var section in shipped.RootElement.EnumerateObject())
        {
            var known = sections.GetProperty(section.Name).GetProperty("properties");
            section.Value.EnumerateObject().Select(static s => s.Name)
                .Should().BeSubsetOf(known.EnumerateObject().Select(static s => s.Name));
        }
    }
}
