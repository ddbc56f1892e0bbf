using System.Text.Json;
using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator.Conformance;

/// <summary>The emulator takes what Stripe describes, refuses what it does not, and answers as described.</summary>
public sealed class ConformanceTests
{
    private readonly TestAccount _account = new();

    public ConformanceTests()
    {
        _account.Emulator.Create(new EmulatorCoupon { Id = "MONEY", Terms = new() { AmountOff = 500, Currency = "usd", CurrencyOptions = new Dictionary<string, long> { ["gbp"] = 400 } } });
        _account.Add("C1", "C2", "C3");
        _account.Emulator.UpdateMetadata("C1", [KeyValuePair.Create("a", "1")]);
        _account.Emulator.Delete("C3");
    }

    /// <summary>Every parameter of every endpoint.</summary>
    public static IEnumerable<object[]> Parameters =>
        StripeFacts.Endpoints.SelectMany(static e => e.Parameters.Select(p => new object[] { e.Method, e.Path, p.Key }));

    /// <summary>Every endpoint, with every parameter that others have.</summary>
    public static IEnumerable<object[]> ForeignParameters =>
        StripeFacts.Endpoints.SelectMany(static e => StripeFacts.Endpoints.SelectMany(static o => o.Parameters.Keys).Append("object").Append("Limit").Append("metadata2").Distinct()
            .Where(p => !e.Parameters.ContainsKey(p)).Select(p => new object[] { e.Method, e.Path, p }));

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task A_parameter_of_Stripes_is_taken_and_the_answer_is_as_described(string method, string path, string parameter)
    {
        var endpoint = StripeFacts.Endpoints.Single(e => e.Method == method && e.Path == path);

        var answer = await AskAsync(method, path, endpoint.Parameters[parameter]);

        answer.Status.Should().Be(200, answer.Response.Text);
        Differences(answer, endpoint.Answer).Should().BeEmpty();
    }

    [Theory]
    [InlineData("GET", "/v1/coupons", "coupon_list")]
    [InlineData("GET", "/v1/coupons/MONEY", "coupon")]
    [InlineData("DELETE", "/v1/coupons/C2", "deleted_coupon")]
    [InlineData("GET", "/v1/events", "event_list")]
    [InlineData("GET", "/v1/account", "account")]
    [InlineData("GET", "/v1/coupons?expand[]=data.currency_options&expand[]=data.applies_to", "coupon_list")]
    public async Task An_answer_is_as_described(string method, string path, string kind) =>
        Differences(await AskAsync(method, path, ""), kind).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(ForeignParameters))]
    public async Task Any_other_parameter_is_refused_by_name(string method, string path, string parameter)
    {
        var needed = method == "POST" && path == "/v1/coupons" ? "percent_off=5&" : "";

        var answer = await AskAsync(method, path, $"{needed}{parameter}=1");

        (answer.Status, answer.Code, answer.Param).Should().Be((400, "parameter_unknown", parameter));
        Differences(answer, "error").Should().BeEmpty();
    }

    [Theory]
    [InlineData("GET", "/v1/coupons/NONE", "")]
    [InlineData("POST", "/v1/coupons/NONE", "name=N")]
    [InlineData("DELETE", "/v1/coupons/NONE", "")]
    [InlineData("POST", "/v1/coupons", "")]
    [InlineData("POST", "/v1/coupons", "percent_off=101")]
    [InlineData("POST", "/v1/coupons", "percent_off=5&amount_off=5&currency=usd")]
    [InlineData("POST", "/v1/coupons", "percent_off=5&id=C1")]
    [InlineData("POST", "/v1/coupons/C1", "metadata[a][b]=1")]
    [InlineData("POST", "/v1/coupons/C1", "currency_options[eur][amount_off]=5")]
    [InlineData("GET", "/v1/coupons", "limit=101")]
    [InlineData("GET", "/v1/coupons", "starting_after=NONE")]
    [InlineData("GET", "/v1/events/evt_none", "")]
    [InlineData("GET", "/v1/nothing", "")]
    public async Task A_refusal_is_as_described(string method, string path, string form)
    {
        var answer = await AskAsync(method, path, form);

        answer.Status.Should().BeOneOf(400, 404);
        Differences(answer, "error").Should().BeEmpty();
    }

    private static IEnumerable<string> Differences(Reply answer, string kind) => StripeFacts.Differences(JsonElement.Parse(answer.Response.Text), kind);

    private Task<Reply> AskAsync(string method, string path, string parameters)
    {
        var first = _account.Emulator.Events()[1].Id;
        path = path.Replace("{event}", first, StringComparison.Ordinal);
        parameters = parameters.Replace("{event}", first, StringComparison.Ordinal);
        return method == "POST" ? _account.PostAsync(path, parameters)
            : _account.SendAsync(method, parameters.Length == 0 ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameters}", null, TestAccount.Key, null);
    }
}
