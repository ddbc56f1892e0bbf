using System.Net;
using System.Text;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class SecretTests
{
    [Fact]
    public async Task The_key_is_in_no_file_and_no_output_even_when_the_server_echoes_it()
    {
        using var world = World.With(coupons: 3);
        var file = world.WriteRows("coupons.csv", [("C0", "new"), ("C1", "new"), ("NO", "1")]);

        var output = new StringBuilder();
        foreach (var echoes in new[] { false, true })
        {
            if (echoes)
            {
                world.Through(static (request, _, _) => Task.FromResult(HopHandler.Answer(
                    HttpStatusCode.BadRequest,
                    $$$"""{"error":{"type":"invalid_request_error","code":"odd","message":"You sent {{{request.Headers.Authorization}}}"}}""")));
            }

            foreach (var line in (string[][])[["sync", file, "--dry-run", "--verbose"], ["sync", file, "--verbose"], ["get", "C0"], ["update", "C0", "-m", "a=1"]])
            {
                var run = await world.RunAsync(line);
                output.Append(run.Out).Append(run.Error);
            }
        }

        output.ToString().Should().NotContain(World.TestKey).And.Contain("sk_test_...cdef", "it is named as the dashboard names it");
        var files = Directory.EnumerateFiles(world.Directory, "*", SearchOption.AllDirectories).ToList();
        files.Should().Contain(static f => f.Contains("logs", StringComparison.Ordinal));
        foreach (var path in files)
        {
            var bytes = await File.ReadAllBytesAsync(path);
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(World.TestKey)).Should().Be(-1, path);
        }
    }

    [Theory]
    [InlineData("pk_live_123", "publishable")]
    [InlineData("whatever", "not a Stripe API key")]
    [InlineData("sk_test_with space", "white space")]
    public async Task A_key_that_cannot_work_is_refused_with_the_reason(string key, string reason)
    {
        using var world = World.With();
        world.Variables["STRIPE_API_KEY"] = key;

        var run = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", "new")]));

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain(reason).And.NotContain(key);
    }

    [Fact]
    public async Task The_key_can_come_from_a_file()
    {
        using var world = World.With(coupons: 1);
        world.Variables.Clear();
        var config = world.Write("settings.json", $$"""{ "Stripe": { "ApiKeyFile": {{System.Text.Json.JsonSerializer.Serialize(world.Write("key", World.TestKey + "\n"))}} } }""");

        (await world.RunAsync("get", "C0", "--config", config)).ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("sync", "FILE", "--api-key", "sk_live_SECRET")]
    [InlineData("sync", "FILE", "--api-key=sk_live_SECRET")]
    [InlineData("--api-key", "rk_test_SECRET", "sync", "FILE")]
    [InlineData("sk_test_SECRET", "sync")]
    [InlineData("sync", "FILE", "--fetch", "sk_live_SECRET")]
    [InlineData("sync", "FILE", "--expect-livemode", "sk_live_SECRET")]
    [InlineData("sync", "FILE", "--rate", "sk_live_SECRET")]
    [InlineData("sync", "FILE", "--config", "sk_live_SECRET")]
    [InlineData("sync", "FILE", "--force", "sk_live_SECRET")]
    [InlineData("sync", "FILE", "--api-base", "https://user:SECRET@example.com")]
    [InlineData("sync", "FILE", "--api-base", "http://SECRET@example.com/path")]
    [InlineData("sync", "FILE", "--api-base", "https://us er:SECRET@example.com")]
    [InlineData("sync", "FILE", "--notify-url", "https://user:SECRET@example.com")]
    [InlineData("sync", "FILE", "--notify-url", "ftp://example.com/SECRET")]
    [InlineData("sync", "FILE", "--report", "sk_live_SECRET")]
    [InlineData("apply", "sk_live_SECRET")]
    [InlineData("revert", "sk_live_SECRET")]
    [InlineData("runs", "sk_live_SECRET")]
    [InlineData("get", "sk_live_SECRET")]
    [InlineData("check", "sk_live_SECRET")]
    [InlineData("sync", "rk_live_SECRET", "--dry-run")]
    [InlineData("update", "C0", "-m", "sk_live_SECRET")]
    [InlineData("export", "--created-since", "sk_live_SECRET")]
    [InlineData("export", "--ids-from", "sk_live_SECRET")]
    public async Task A_secret_that_is_typed_by_habit_is_in_no_message_and_in_no_file(params string[] command)
    {
        using var world = World.With(coupons: 1);
        var file = world.WriteRows("coupons.csv", [("C0", "new")]);

        var run = await world.RunAsync([.. command.Select(a => a == "FILE" ? file : a)]);

        run.ExitCode.Should().NotBe(0);
        run.Error.Should().NotBeEmpty();
        (run.Out + run.Error).Should().NotContain("SECRET");
        foreach (var path in Directory.EnumerateFiles(world.Directory, "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllTextAsync(path)).Should().NotContain("SECRET", path);
        }
    }

    [Theory]
    [Trait("Needs", "Unix")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, false)]
    [InlineData(UnixFileMode.UserRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, true)]
    public async Task A_key_file_that_others_may_read_is_warned_about(UnixFileMode mode, bool warns)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var world = World.With(coupons: 1);
        world.Variables.Clear();
        var key = world.Write("key", World.TestKey + "\n");
        var link = world.File("link");
        File.CreateSymbolicLink(link, key);
        foreach (var (path, config) in new[]
        {
            (key, world.Write("a.json", $$"""{ "Stripe": { "ApiKeyFile": "{{key}}" } }""")),
            (key, world.Write("b.json", $$"""{ "Stripe": { "ApiKeyFile": "{{link}}" } }""")),
            (world.File("c.json"), world.Write("c.json", $$"""{ "Stripe": { "ApiKey": "{{World.TestKey}}" } }""")),
        })
        {
            File.SetUnixFileMode(path, mode);

            var run = await world.RunAsync("get", "C0", "--config", config);

            run.ExitCode.Should().Be(0, run.Error);
            run.Error.Contains("can be read or written by others: chmod 600", StringComparison.Ordinal).Should().Be(warns, run.Error);
        }
    }
}
