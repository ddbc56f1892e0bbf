using System.Net;
using System.Text.Json;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary><c>doctor</c> says what would stop a run, and changes nothing.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task Where_all_is_well_it_says_so()
    {
        using var world = World.With(coupons: 1);

        var (run, found) = await ExamineAsync(world);
        var shown = await world.RunAsync("doctor");

        run.ExitCode.Should().Be(0);
        found.Values.Should().OnlyContain(static f => f.Kind == "ok");
        found.Keys.Should().BeEquivalentTo(
            "Settings", "State directory", "Key", "Proxy", "Limits", "Account", "Coupons, reading", "Events", "Coupons, writing", "Clock");
        shown.Out.Should().EndWith("Nothing stops a run.\n");
        (shown.Out + run.Out).Should().NotContain(World.TestKey);
        (world.Writes, world.Runs().Count, world.Emulator.Coupons().Count).Should().Be((0, 0, 1));
    }

    [Theory]
    [InlineData("rak_coupon_read rak_coupon_write", 0, "Account", "Events")]
    [InlineData("rak_coupon_read rak_event_read", 4, "Account", "Coupons, writing")]
    [InlineData("", 4, "Account", "Coupons, reading", "Events", "Coupons, writing")]
    public async Task What_the_key_may_not_do_is_named(string permissions, int exitCode, params string[] lacking)
    {
        using var world = World.With(1, new EmulatorOptions
        {
            RestrictedKeys = new Dictionary<string, IReadOnlySet<string>> { ["rk_test_some"] = permissions.Split(' ').ToHashSet() },
        });
        world.Variables["STRIPE_API_KEY"] = "rk_test_some";

        var (run, found) = await ExamineAsync(world);

        run.ExitCode.Should().Be(exitCode, run.Out);
        found.Where(static f => f.Value.Kind != "ok").Select(static f => f.Key).Should().Equal(lacking);
        found.Where(static f => f.Value.Kind != "ok").Should().OnlyContain(static f => f.Value.Remedy != null);
    }

    [Theory]
    [InlineData("Key", "STRIPE_API_KEY", "nonsense")]
    [InlineData("Key", "STRIPE_API_KEY", "")]
    [InlineData("Settings", "COUPONSYNC_Throttle__Rate", "0")]
    [InlineData("Key", "COUPONSYNC_Stripe__ExpectLivemode", "true")]
    [InlineData("Account", "COUPONSYNC_Stripe__ExpectAccount", "acct_other")]
    public async Task What_would_stop_a_run_ends_with_4(string name, string variable, string value)
    {
        using var world = World.With();
        world.Variables[variable] = value;

        var (run, found) = await ExamineAsync(world);
        var sync = await world.RunAsync("sync", world.WriteNew(1));

        (run.ExitCode, sync.ExitCode).Should().Be((4, 4));
        found[name].Kind.Should().Be("failure");
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task A_server_that_takes_nothing_is_asked_once(HttpStatusCode status)
    {
        using var world = World.With();
        var requests = 0;
        world.Through((_, _, _) =>
        {
            requests++;
            return Task.FromResult(HopHandler.Answer(status, """{"error":{"type":"api_error","message":"no"}}"""));
        });

        var (run, found) = await ExamineAsync(world);

        run.ExitCode.Should().Be(4);
        found["Account"].Kind.Should().Be("failure");
        requests.Should().Be(1);
    }

    [Fact]
    public async Task A_live_key_is_not_asked_to_write_without_leave()
    {
        using var world = World.With();
        world.Variables["STRIPE_API_KEY"] = World.LiveKey;
        var methods = new List<HttpMethod>();
        world.Through((request, pass, _) =>
        {
            methods.Add(request.Method);
            return pass();
        });

        var (run, found) = await ExamineAsync(world);
        methods.Should().OnlyContain(static m => m == HttpMethod.Get);
        var (_, allowed) = await ExamineAsync(world, "--live");

        (run.ExitCode, found["Key"].Kind, found["Key"].Remedy).Should().Be((0, "warning", "couponsync doctor --live"));
        allowed["Coupons, writing"].Kind.Should().Be("ok");
    }

    [Fact]
    public async Task A_clock_that_is_wrong_a_rate_that_is_too_high_and_a_directory_for_all_are_warned_of()
    {
        using var world = World.With();
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(world.File("state"), (UnixFileMode)0b111_101_101);
        }

        world.Through(async (_, pass, _) =>
        {
            var answer = await pass();
            answer.Headers.Date = world.Clock.GetUtcNow().AddHours(-1);
            return answer;
        });

        var (run, found) = await ExamineAsync(world, "--rate", "60");

        run.ExitCode.Should().Be(0);
        found.Where(static f => f.Value.Kind == "warning").Select(static f => f.Key)
            .Should().BeEquivalentTo(OperatingSystem.IsWindows() ? ["Limits", "Clock"] : new[] { "State directory", "Limits", "Clock" });
        found["Clock"].Message.Should().Contain("1 h");
    }

    [Fact]
    public async Task A_state_directory_that_cannot_be_written_is_named()
    {
        using var world = World.With();
        var place = Path.Combine(world.Write("a-file", ""), "state");

        var run = await world.RunRawAsync("doctor", "--emulator", "--state-dir", place, "--log-dir", world.File("logs"), "--quiet");

        run.ExitCode.Should().Be(4);
        run.Out.Should().Contain("failure").And.Contain(place).And.NotContain("ok ");
    }

    private static async Task<(RunOutcome Run, Dictionary<string, (string Kind, string Message, string? Remedy)> Found)> ExamineAsync(World world, params string[] options)
    {
        var run = await world.RunAsync(["doctor", "--json", .. options]);
        var told = JsonElement.Parse(run.Out);
        told.GetProperty("ok").GetBoolean().Should().Be(run.ExitCode == 0);
        run.Error.Should().BeEmpty();
        return (run, told.GetProperty("findings").EnumerateArray().ToDictionary(
            static f => f.GetProperty("name").GetString()!,
            static f => (f.GetProperty("kind").GetString()!, f.GetProperty("message").GetString()!, f.GetProperty("remedy").GetString())));
    }
}
