using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class OneCouponTests
{
    private const string StripesExample = """
        {
          "id": "25OFF",
          "object": "coupon",
          "amount_off": null,
          "created": 1516662783,
          "currency": null,
          "duration": "repeating",
          "duration_in_months": 3,
          "livemode": false,
          "max_redemptions": null,
          "metadata": {
            "order_id": "6735"
          },
          "name": null,
          "percent_off": 25,
          "redeem_by": null,
          "times_redeemed": 0,
          "valid": true
        }

        """;

    [Theory]
    [InlineData("get", "25OFF")]
    [InlineData("update", "25OFF", "-m", "a=b")]
    [InlineData("export")]
    [InlineData("sync", "coupons.csv")]
    public async Task A_state_directory_that_cannot_be_used_is_named(params string[] command)
    {
        using var world = World.With();
        var place = Path.Combine(world.Write("a-file", ""), "state");

        var run = await world.RunRawAsync([.. command, "--emulator", "--state-dir", place, "--log-dir", world.File("logs")]);

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain(place).And.Contain("State:Directory");
    }

    [Fact]
    public async Task Update_prints_the_example_of_Stripes_reference_and_get_agrees()
    {
        using var world = World.With();
        world.Emulator.SeedSampleAccount();

        var update = await world.RunAsync("update", "25OFF", "-m", "order_id=6735");
        update.ExitCode.Should().Be(0);
        update.Out.Should().Be(StripesExample);

        (await world.RunAsync("get", "25OFF")).Out.Should().Be(StripesExample);
    }

    [Fact]
    public async Task Update_sets_unsets_and_names_and_leaves_the_rest()
    {
        using var world = World.With(coupons: 1);
        world.Emulator.UpdateMetadata("C0", [KeyValuePair.Create("kept", "1")]);

        var run = await world.RunAsync("update", "C0", "-m", "a=b=c", "--unset", "order_id", "--name", "Zwölf, \"12\"");

        run.ExitCode.Should().Be(0);
        world.Emulator.Find("C0")!.Metadata.Should().BeEquivalentTo([KeyValuePair.Create("a", "b=c"), KeyValuePair.Create("kept", "1")]);
        world.Emulator.Find("C0")!.Name.Should().Be("Zwölf, \"12\"");
    }

    [Theory]
    [InlineData("735*%24")]
    [InlineData("2.00$_off_once")]
    [InlineData("a b")]
    [InlineData("ä/ö?x#y&z=1+2")]
    [InlineData("%2F")]
    [InlineData("@ALICE")]
    [InlineData("@")]
    [InlineData("[diagram]")]
    [InlineData("[suggest]")]
    public async Task Odd_legacy_ids_reach_their_coupon(string id)
    {
        using var world = World.With(coupons: 1);
        world.Emulator.Create(world.Emulator.Find("C0")! with { Id = id });

        (await world.RunAsync("update", id, "-m", "hit=yes", "--name", "@team")).ExitCode.Should().Be(0);
        (await world.RunAsync("get", id)).Out.Should().Contain("\"name\": \"@team\"");
        world.Emulator.Find(id)!.Metadata.Should().Contain(KeyValuePair.Create("hit", "yes"));

        var file = world.Write("odd.csv", $"id,metadata[hit]\n\"{id}\",again\n");
        (await world.RunAsync("sync", file, "--fetch", "retrieve")).Count("applied").Should().Be(1);
        world.Emulator.Find(id)!.Metadata.Should().Contain(KeyValuePair.Create("hit", "again"));
    }

    [Fact]
    public async Task What_Stripe_refuses_is_told_with_status_code_message_and_request_id()
    {
        using var world = World.With();

        var run = await world.RunAsync("get", "NONE");

        run.ExitCode.Should().Be(1);
        run.Out.Should().BeEmpty();
        run.Error.Should().MatchRegex(@"^couponsync: Stripe answered 404 \(resource_missing\): No such coupon: 'NONE'.* Request-Id: req_\w+\s*$");
    }

    [Theory]
    [InlineData("dns", "could not be resolved")]
    [InlineData("refused", "refused the connection")]
    [InlineData("tls", "No trusted connection")]
    [InlineData("timeout", "did not answer in time")]
    [InlineData("reset", "was lost")]
    public async Task Why_Stripe_cannot_be_reached_is_told(string kind, string says)
    {
        using var world = World.With();
        world.Through((_, _, _) => Task.FromException<HttpResponseMessage>(kind switch
        {
            "dns" => new HttpRequestException(HttpRequestError.NameResolutionError, "x", new SocketException((int)SocketError.HostNotFound)),
            "refused" => new HttpRequestException(HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.ConnectionRefused)),
            "tls" => new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("x")),
            "timeout" => new TimeoutException("x"),
            _ => new HttpRequestException(HttpRequestError.ResponseEnded, "x"),
        }));

        var run = await world.RunAsync("get", "C0");

        run.ExitCode.Should().Be(7);
        run.Error.Should().Contain(says);
    }

    [Fact]
    public async Task A_server_that_is_not_Stripe_is_told_apart()
    {
        using var world = World.With();
        world.Through(static (_, _, _) => Task.FromResult(HopHandler.Answer(HttpStatusCode.OK, "<html>Welcome</html>")));

        var run = await world.RunAsync("get", "C0");

        run.ExitCode.Should().NotBe(0);
        run.Error.Should().StartWith("couponsync: ");
    }

    [Fact]
    public async Task A_restricted_key_without_the_right_ends_with_4_and_names_the_permission()
    {
        using var world = World.With(1, new EmulatorOptions
        {
            RestrictedKeys = new Dictionary<string, IReadOnlySet<string>> { ["rk_test_reader"] = new HashSet<string> { "rak_coupon_read" } },
        });
        world.Variables["STRIPE_API_KEY"] = "rk_test_reader";

        (await world.RunAsync("get", "C0")).ExitCode.Should().Be(0);
        var run = await world.RunAsync("update", "C0", "-m", "a=1");

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain("rak_coupon_write");
    }

    [Fact]
    public async Task An_update_can_be_looked_at_first_also_with_a_live_key()
    {
        using var world = World.With();
        world.Variables["STRIPE_API_KEY"] = World.LiveKey;
        world.Emulator.Seed([new EmulatorCoupon { Id = "C0", Created = 1, Name = "Old", Metadata = EmulatorMetadata.From([new("a", "1"), new("b", "2")]) }], livemode: true);

        var dry = await world.RunAsync("update", "C0", "-m", "a=3", "-m", "c=4", "--unset", "b", "--name", "Old", "--dry-run");
        var nothing = await world.RunAsync("update", "C0", "-m", "a=1", "-n");
        var missing = await world.RunAsync("update", "NONE", "-m", "a=1", "-n");

        (dry.ExitCode, nothing.ExitCode, missing.ExitCode).Should().Be((0, 0, 1));
        dry.Out.ReplaceLineEndings("\n").Should().Be("""
            ~ C0
                a: "1" -> "3"
              - b: "2"
              + c: "4"
            This would change; nothing was written.

            """);
        nothing.Out.Should().StartWith("Nothing would change");
        world.Writes.Should().Be(0);
        world.Emulator.Counters.Snapshot().Requests.Should().Be(3);
    }
}
