using System.Net;

namespace CouponSync.Tests.Emulator;

public sealed class HandlerTests
{
    private readonly TestAccount _account = new();

    private HttpClient Client(string address)
    {
        var client = new HttpClient(_account.Emulator.CreateHandler()) { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestAccount.Key);
        return client;
    }

    [Theory]
    [InlineData("https://api.stripe.com")]
    [InlineData("http://emulator.invalid:1234/")]
    public async Task A_client_of_any_address_is_answered_in_memory(string address)
    {
        using var client = Client(address);
        using var form = new FormUrlEncodedContent([new("percent_off", "5"), new("id", "NEW"), new("metadata[ä]", "ß&=")]);

        using var created = await client.PostAsync(new Uri("/v1/coupons", UriKind.Relative), form);
        using var read = await client.GetAsync(new Uri("/v1/coupons/NEW?expand[]=applies_to", UriKind.Relative));

        created.StatusCode.Should().Be(HttpStatusCode.OK);
        created.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        created.Headers.GetValues("Request-Id").Should().ContainSingle();
        created.RequestMessage.Should().NotBeNull();
        (await read.Content.ReadAsStringAsync()).Should().Contain("\"ä\": \"ß&=\"");
    }

    [Theory]
    [InlineData("drop-before", HttpRequestError.ConnectionError)]
    [InlineData("drop-after", HttpRequestError.ResponseEnded)]
    public async Task A_dropped_connection_is_a_request_exception(string fault, HttpRequestError error)
    {
        _account.Emulator.Faults.Add(fault);
        using var client = Client("https://api.stripe.com");

        var thrown = await client.Invoking(static sender => sender.GetAsync(new Uri("/v1/coupons", UriKind.Relative)))
            .Should().ThrowAsync<HttpRequestException>();

        thrown.Which.HttpRequestError.Should().Be(error);
    }

    [Theory]
    [MemberData(nameof(FaultyBodies.Faults), MemberType = typeof(FaultyBodies))]
    public async Task A_faulty_body_is_met_as_from_a_connection(string fault)
    {
        _account.Add("C");
        _account.Emulator.Faults.Add(fault);
        using var client = Client("https://api.stripe.com");

        await FaultyBodies.CheckAsync(client, fault);
    }
}
