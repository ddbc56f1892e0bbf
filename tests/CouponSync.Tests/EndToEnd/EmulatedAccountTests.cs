using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The account of <c>--emulator</c>, which is kept in a file.</summary>
public sealed class EmulatedAccountTests
{
    [Theory]
    [InlineData("garbage", ", line 1: From byte 1 on it is not JSON.")]
    [InlineData("", ": The file is empty.")]
    [InlineData(null, ": This is a directory.")]
    public async Task A_damaged_account_is_refused_in_one_line_and_left_as_it_is(string? text, string what)
    {
        using var world = World.With();
        var path = world.File(Path.Combine("state", "emulator", "account.jsonl"));
        Directory.CreateDirectory(text is null ? path : Path.GetDirectoryName(path)!);
        if (text is not null)
        {
            await File.WriteAllTextAsync(path, text);
        }

        var file = world.WriteRows("in.csv", [("25OFF", "6735")]);
        foreach (var arguments in (string[][])[["sync", file, "--emulator"], ["export", "--emulator"], ["get", "25OFF", "--emulator"]])
        {
            var run = await world.RunAsync(arguments);

            run.ExitCode.Should().Be(4, run.Error);
            run.Error.Should().Be(
                $"couponsync: {path}{what} Restore the file, or move it away to start with a new account.{Environment.NewLine}");
        }

        (text is null ? Directory.Exists(path) : await File.ReadAllTextAsync(path) == text).Should().BeTrue();
    }
}
