using System.Net;
using System.Text.Json.Nodes;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;

namespace CouponSync.Tests.Emulator;

public sealed class ServerTests : IAsyncLifetime, IDisposable
{
    private readonly TestAccount _account = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });
    private EmulatorServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await EmulatorServer.StartAsync(_account.Emulator);
        _client.BaseAddress = _server.Address;
        _client.DefaultRequestHeaders.Authorization = new("Bearer", TestAccount.Key);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    private async Task<JsonNode> ControlAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/_emulator" + path);
        request.Content = body is null ? null : new StringContent(body);
        using var response = await _client.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string form)
    {
        using var content = new StringContent(form, null, "application/x-www-form-urlencoded");
        return await _client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    [Fact]
    public void It_listens_on_loopback_only()
    {
        _server.Address.Host.Should().Be("127.0.0.1");
        _server.Address.Port.Should().BePositive();
    }

    [Fact]
    public async Task Answers_arrive_with_status_headers_and_body()
    {
        _account.Add("735*%24");

        using var response = await PostAsync("/v1/coupons/735*%2524", "metadata[a]=1");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.GetValues("Request-Id").Single().Should().StartWith("req_");
        response.Headers.GetValues("Stripe-Version").Should().ContainSingle();
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        ((string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!).Should().Be("735*%24");
        _account.Emulator.WritesApplied("735*%24").Should().Be(1);
    }

    [Theory]
    [InlineData("drop-before", 0)]
    [InlineData("drop-after", 1)]
    public async Task A_dropped_connection_is_a_dropped_connection(string fault, int writes)
    {
        _account.Add("C");
        _account.Emulator.Faults.Add(fault);

        await this.Invoking(static test => test.PostAsync("/v1/coupons/C", "metadata[a]=1")).Should().ThrowAsync<HttpRequestException>();

        _account.Emulator.WritesApplied("C").Should().Be(writes);
    }

    [Theory]
    [MemberData(nameof(FaultyBodies.Faults), MemberType = typeof(FaultyBodies))]
    public async Task A_faulty_body_arrives_as_it_is(string fault)
    {
        _account.Add("C");
        _account.Emulator.Faults.Add(fault);

        await FaultyBodies.CheckAsync(_client, fault);
    }

    [Fact]
    public async Task The_control_surface_is_apart_from_the_api()
    {
        _client.DefaultRequestHeaders.Authorization = null;

        (await ControlAsync("GET", "")).AsObject().ContainsKey("POST /_emulator/reset").Should().BeTrue();
        ((int)(await ControlAsync("POST", "/seed?coupons=5&mode=live&sample=true"))["added"]!).Should().BeGreaterThanOrEqualTo(6);
        ((int)(await ControlAsync("POST", "/seed", "{\"id\":\"A b\",\"created\":5,\"percent_off\":10}"))["added"]!).Should().Be(1);
        var state = await ControlAsync("GET", "/state");
        ((int)state["live"]!["coupons"]!).Should().Be(5);
        _account.Emulator.Find("A b").Should().NotBeNull();
        ((int)(await ControlAsync("GET", "/writes/A%20b"))["applied"]!).Should().Be(0);
        ((int)(await ControlAsync("GET", "/counters"))["requests"]!).Should().Be(0);

        (await _client.GetAsync(new Uri("/v1/coupons", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        ((int)(await ControlAsync("GET", "/counters"))["byEndpoint"]!["GET /v1/coupons"]!["401"]!).Should().Be(1);
        var log = (await ControlAsync("GET", "/requests?last=1")).AsArray();
        ((string)log.Single()!["pathAndQuery"]!).Should().Be("/v1/coupons");

        await ControlAsync("POST", "/reset");
        _account.Emulator.Count().Should().Be(0);
        ((int)(await ControlAsync("GET", "/counters"))["requests"]!).Should().Be(0);
    }

    [Fact]
    public async Task A_seed_with_a_partial_coupon_is_refused()
    {
        using var response = await _client.PostAsync(new Uri("/_emulator/seed", UriKind.Relative), new StringContent("{\"id\":\"A\",\"created\":5}"));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain("Line 1 is not a coupon: 'percent_off' or 'amount_off' is missing.");
        _account.Emulator.Count().Should().Be(0);
    }

    [Fact]
    public async Task Faults_are_scripted_from_outside()
    {
        var faults = await ControlAsync("POST", "/faults", "503-before@GET *:count=1\n429@POST *\n");
        faults.AsArray().Should().HaveCount(2);

        (await _client.GetAsync(new Uri("/v1/coupons", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        ((int)(await ControlAsync("GET", "/faults"))[0]!["hits"]!).Should().Be(1);
        ((string)(await ControlAsync("POST", "/faults", "429@*\nnonsense"))["error"]!).Should().StartWith("Cannot read the fault 'nonsense'");
        _account.Emulator.Faults.Rules.Should().HaveCount(2);
        (await ControlAsync("DELETE", "/faults")).AsArray().Should().BeEmpty();
        ((string)(await ControlAsync("PUT", "/faults"))["error"]!).Should().StartWith("There is no PUT /_emulator/faults");
    }

    [Fact]
    public async Task Limits_change_while_it_runs()
    {
        _account.Add("C");

        await ControlAsync("POST", "/limits?endpoint=1&endpoint-concurrency=7");
        await GetAsync();
        await GetAsync();
        (await GetAsync()).Should().Be(HttpStatusCode.TooManyRequests, "one a second is allowed, and one more for jitter");
        await ControlAsync("POST", "/limits?endpoint=none");
        (await GetAsync()).Should().Be(HttpStatusCode.OK);

        _account.Emulator.Limits.Should().Be(EmulatorLimits.None with { EndpointConcurrency = 7 });
        ((string)(await ControlAsync("POST", "/limits?endpoint=0"))["error"]!).Should().Contain("'0'");
        ((string)(await ControlAsync("POST", "/limits?rate=5"))["error"]!).Should().Contain("no limit 'rate'");

        async Task<HttpStatusCode> GetAsync() => (await _client.GetAsync(new Uri("/v1/coupons/C", UriKind.Relative))).StatusCode;
    }
}
