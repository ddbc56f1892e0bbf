using System.Text.Json;
using CouponSync.Coupons;
using CouponSync.StripeApi;

namespace CouponSync.Tests.StripeApi;

public sealed class UpdateRequestTests : IDisposable
{
    private readonly RecordedGateway _stripe = RecordedGateway.Answering("""{"id":"A","object":"coupon","metadata":{}}""");

    public void Dispose() => _stripe.Dispose();

    [Fact]
    public async Task Metadata_is_sent_in_its_own_order_and_null_or_empty_unsets_a_key()
    {
        var sent = await UpdateAsync(new CouponPatch
        {
            Id = "A",
            Metadata = [new("order_id", "6735"), new("emptied", ""), new("nulled", null), new("a", "b")],
        });

        sent.Body.Should().Be("metadata[order_id]=6735&metadata[emptied]=&metadata[nulled]=&metadata[a]=b");
    }

    [Fact]
    public async Task A_change_of_the_name_alone_does_not_mention_metadata() =>
        (await UpdateAsync(new CouponPatch { Id = "A", Name = "Spring, \"20\"" })).Body.Should().Be("name=Spring%2C+%2220%22");

    [Fact]
    public async Task A_change_of_metadata_alone_does_not_mention_the_name() =>
        (await UpdateAsync(new CouponPatch { Id = "A", Metadata = [new("k", "v")] })).Body.Should().Be("metadata[k]=v");

    [Fact]
    public async Task Nothing_to_change_sends_nothing_that_could_clear_a_key() =>
        (await UpdateAsync(new CouponPatch { Id = "A" })).Body.Should().BeEmpty();

    [Fact]
    public async Task Keys_and_values_are_form_encoded()
    {
        var sent = await UpdateAsync(new CouponPatch
        {
            Id = "A",
            Metadata = [new("a b", "x&y=z+1%"), new("größe", "日本 🎁"), new("line", "one\r\ntwo"), new("in", "[brackets]")],
        });

        sent.Body.Should().Be(
            "metadata[a+b]=x%26y%3Dz%2B1%25"
            + "&metadata[gr%C3%B6%C3%9Fe]=%E6%97%A5%E6%9C%AC+%F0%9F%8E%81"
            + "&metadata[line]=one%0D%0Atwo"
            + "&metadata[in]=[brackets]");
    }

    [Fact]
    public async Task An_update_is_a_form_under_the_given_idempotency_key()
    {
        var sent = await UpdateAsync(new CouponPatch { Id = "A", Name = "x" }, "run-1:7");

        sent.Method.Should().Be("POST");
        sent.ContentType.Should().Be("application/x-www-form-urlencoded; charset=utf-8");
        sent.Headers["Idempotency-Key"].Should().Be("run-1:7");
    }

    [Theory]
    [InlineData("25OFF", "25OFF")]
    [InlineData("735*%24", "735*%2524")]
    [InlineData("2.00$_off_once", "2.00%24_off_once")]
    [InlineData("a/b?c#d", "a%2Fb%3Fc%23d")]
    [InlineData("a+b c", "a%2Bb%20c")]
    [InlineData("été ☀", "%C3%A9t%C3%A9%20%E2%98%80")]
    [InlineData("!(x)-_.~", "!(x)-_.~")]
    [InlineData("../../v1/account", "..%2F..%2Fv1%2Faccount")]
    [InlineData("..\\x", "..%5Cx")]
    [InlineData("%2e%2e", "%252e%252e")]
    [InlineData("...", "...")]
    public async Task An_id_stands_in_the_path_encoded_once(string id, string encoded)
    {
        var coupon = $$$"""{"id":{{{JsonSerializer.Serialize(id)}}},"object":"coupon","metadata":{}}""";
        using var stripe = RecordedGateway.AnsweringInTurn(coupon, coupon, coupon.Replace("\"metadata\":{}", "\"deleted\":true", StringComparison.Ordinal));

        await stripe.Gateway.UpdateAsync(new CouponPatch { Id = id, Name = "x" }, new WriteRequest("key"), CancellationToken.None);
        await stripe.Gateway.RetrieveAsync(id, withProducts: false, CancellationToken.None);
        await stripe.Gateway.DeleteAsync(id, new WriteRequest("key"), CancellationToken.None);

        stripe.Sent.Select(static sent => (sent.Method, sent.Address)).Should().Equal(
            ("POST", "http://stripe.test/v1/coupons/" + encoded),
            ("GET", "http://stripe.test/v1/coupons/" + encoded),
            ("DELETE", "http://stripe.test/v1/coupons/" + encoded));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_address_something_else_is_refused_and_nothing_is_sent(string id)
    {
        Func<Task>[] requests =
        [
            () => _stripe.Gateway.UpdateAsync(new CouponPatch { Id = id, Name = "x" }, new WriteRequest("key"), CancellationToken.None),
            () => _stripe.Gateway.RetrieveAsync(id, withProducts: false, CancellationToken.None),
            () => _stripe.Gateway.DeleteAsync(id, new WriteRequest("key"), CancellationToken.None),
        ];

        foreach (var request in requests)
        {
            (await request.Should().ThrowAsync<StripeFailureException>()).Which.Failure.Code.Should().Be("invalid_id");
        }

        _stripe.Sent.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Caf\u00E9", "Cafe\u0301", @"'Cafe\u{301}'", @"'Caf\u{E9}'")]
    [InlineData("SALE", "S\u0410LE", @"'S\u{410}LE'", "'SALE'")]
    [InlineData("red", "blue", "'blue'", "'red'")]
    public void What_is_otherwise_than_asked_is_spelled_out_where_it_looks_the_same(string asked, string isNow, string shownNow, string shownAsked)
    {
        var coupon = new RemoteCoupon
        {
            Id = "A",
            Created = 1,
            Livemode = false,
            Name = isNow,
            Metadata = CouponMetadata.From([new("k", isNow)]),
            Terms = new CouponTerms(),
        };

        new CouponPatch { Id = "A", Metadata = [new("k", asked)] }.FindDifference(coupon)
            .Should().Be($"Stripe accepted the update, but metadata 'k' is {shownNow} now, not {shownAsked}");
        new CouponPatch { Id = "A", Name = asked }.FindDifference(coupon)
            .Should().Be($"Stripe accepted the update, but the name is {shownNow} now, not {shownAsked}");
        new CouponPatch { Id = "A", Metadata = [new("k", "")] }.FindDifference(coupon).Should().EndWith("now, not unset");
    }

    private async Task<SentRequest> UpdateAsync(CouponPatch patch, string key = "key")
    {
        await _stripe.Gateway.UpdateAsync(patch, new WriteRequest(key), CancellationToken.None);
        return _stripe.Sent.Single();
    }
}
