using System.Diagnostics;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Small files that are named to the program or lie where it is started: none of them fills the memory, keeps it waiting, or
/// sends the key where another user wants it.</summary>
public sealed class ForeignFilesTests : IDisposable
{
    private const string TooLong = "is longer than 4 MB";

    private readonly World _world = World.With(coupons: 2);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("COUPONSYNC_Stripe__ApiKeyFile", "(Stripe:ApiKeyFile)")]
    [InlineData("COUPONSYNC_Notify__AuthorizationFile", "(Notify:AuthorizationFile)")]
    public async Task A_secret_s_file_without_an_end_is_given_up(string variable, string named)
    {
        _world.Variables.Remove("STRIPE_API_KEY");
        _world.Variables["COUPONSYNC_Stripe__ApiKey"] = World.TestKey;
        _world.Variables["COUPONSYNC_Notify__Url"] = "http://127.0.0.1:9/hook";
        _world.Variables[variable] = Endless();

        var run = await _world.RunAsync("sync", _world.WriteChanged(2, 1), "--dry-run");

        run.ExitCode.Should().Be(4, run.Error);
        run.Error.Should().Contain(named).And.Contain($"cannot be read: it {TooLong}");
    }

    [Fact]
    public async Task A_settings_file_without_an_end_is_given_up()
    {
        var run = await _world.RunAsync("runs", "--config", Endless());

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain("The settings file").And.Contain($"cannot be read: it {TooLong}");
    }

    [Fact]
    public async Task A_list_of_ids_whose_line_has_no_end_is_given_up()
    {
        var run = await _world.RunAsync("export", "--ids-from", Endless());

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain("(--ids-from) cannot be read").And.Contain($"a line of it {TooLong}");
    }

    [Fact]
    public async Task A_plan_whose_line_has_no_end_is_no_plan()
    {
        var run = await _world.RunAsync("apply", Endless());

        run.ExitCode.Should().Be(3, run.Error);
        (run.Out + run.Error).Should().Contain(TooLong);
        _world.Writes.Should().Be(0);
    }

    [Fact]
    public async Task A_list_of_many_lines_may_have_any_length()
    {
        var lines = Enumerable.Repeat("C0", 2_000_000).Append("C1");

        var run = await _world.RunAsync("export", "--ids-from", _world.Write("ids.txt", string.Join("\n", lines)));

        run.ExitCode.Should().Be(0, run.Error);
        run.Out.Should().Contain("\nC0,").And.Contain("\nC1,");
    }

    [SkippableByPlatformTheory]
    [InlineData("appsettings.json", "")]
    [InlineData("named", "--config named")]
    public async Task A_settings_file_that_is_a_pipe_keeps_nobody_waiting(string name, string option)
    {
        using var run = _world.StartInShell($"mkfifo {name}; \"$@\" runs {option}");

        var end = await run.EndAsync();

        end.ExitCode.Should().Be(4, end.Error);
        end.Error.Should().Contain("is a pipe, where a file belongs");
    }

    [SkippableByPlatformTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_settings_file_that_another_user_left_in_the_working_directory_sends_the_key_nowhere(bool isBehindLink)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        var planted = _world.Write(isBehindLink ? "planted.json" : "appsettings.json", """{ "Csv": { "Delimiter": "tab" } }""");
        if (isBehindLink)
        {
            File.CreateSymbolicLink(_world.File("appsettings.json"), planted);
        }

        using (var chown = Process.Start("chown", ["12345", planted]))
        {
            await chown.WaitForExitAsync();
        }

        string[] check = ["check", _world.Write("coupons.csv", "id\tmetadata[a]\nX\t1\n")];
        var refused = await _world.RunProcessAsync(check);
        File.Move(planted, _world.File("trusted.json"));
        File.Delete(_world.File("appsettings.json"));
        var named = await _world.RunProcessAsync([.. check, "--config", "trusted.json"]);

        refused.ExitCode.Should().Be(4, refused.Error);
        refused.Error.Should().Contain("belongs to another user than its directory, and is not used");
        named.ExitCode.Should().Be(0, named.Error);
    }

    // A container's mounts, and a build that runs as root.
    [SkippableOnWindowsFact]
    public async Task A_settings_file_of_the_owner_of_the_working_directory_is_used_by_others_too()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        _world.Write("appsettings.json", """{ "Csv": { "Delimiter": "tab" } }""");
        string[] check = ["check", _world.Write("coupons.csv", "id\tmetadata[a]\nX\t1\n")];
        using (var chown = Process.Start("chown", ["-R", "12345", _world.Directory]))
        {
            await chown.WaitForExitAsync();
        }

        var run = await _world.RunProcessAsync(check);

        run.ExitCode.Should().Be(0, run.Error);
    }

    private string Endless() => _world.Write("endless", new string('x', 5_000_000));
}
