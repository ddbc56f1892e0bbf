using CouponSync.Tests.Support;

namespace CouponSync.Tests.Settings;

/// <summary>A settings file that cannot be used is named, with the place in it.</summary>
public sealed class SettingsFileTests
{
    [Theory]
    [InlineData("{\n  \"Csv\": nonsense\n}", "is not JSON from line 2, column 11 on: ")]
    [InlineData("{,}", "is not JSON from line 1, column 2 on: ")]
    [InlineData("", "is not JSON from line 1, column 1 on: ")]
    [InlineData("[]", "cannot be used: ")]
    public async Task It_is_named_with_line_and_column_in_words(string text, string says)
    {
        using var world = World.With();
        var config = world.Write("config.json", text);

        var run = await world.RunAsync("check", world.Write("coupons.csv", "id,metadata[a]\nC1,1\n"), "--config", config);

        run.ExitCode.Should().Be(4);
        run.Error.Should().StartWith($"couponsync: The settings file '{config}' {says}").And.NotContain("BytePosition").And.NotContain("LineNumber");
    }
}
