using Stripe;

namespace CouponSync.Tests.StripeApi;

public sealed class UpdateRequestTests
{
    private readonly RecordingHandler _stripe = RecordingHandler.Answering("""{"id":"A","object":"coupon"}""");

    [Fact]
    public async Task Metadata_is_sent_in_its_own_order_and_null_or_empty_unsets_a_key()
    {
        var sent = await UpdateAsync(new CouponUpdateOptions
        {
            Metadata = new Dictionary<string, string>
            {
                ["order_id"] = "6735",
                ["emptied"] = "",
                ["nulled"] = null!,
                ["a"] = "b",
            },
        });

        sent.Body.Should().Be("metadata[order_id]=6735&metadata[emptied]=&metadata[nulled]=&metadata[a]=b");
    }

    [Fact]
    public async Task Metadata_that_was_never_assigned_is_not_sent() =>
        (await UpdateAsync(new CouponUpdateOptions { Name = "Spring" })).Body.Should().Be("name=Spring");

    [Fact]
    public async Task Metadata_assigned_null_asks_to_clear_every_key() =>
        (await UpdateAsync(new CouponUpdateOptions { Metadata = null! })).Body.Should().Be("metadata=");

    [Fact]
    public async Task Empty_metadata_changes_nothing() =>
        (await UpdateAsync(new CouponUpdateOptions { Metadata = [] })).Body.Should().BeEmpty();

    [Fact]
    public async Task Names_and_values_are_form_encoded_with_readable_brackets()
    {
        var sent = await UpdateAsync(new CouponUpdateOptions
        {
            Metadata = new Dictionary<string, string>
            {
                ["a b"] = "x&y=z+1%",
                ["größe"] = "日本 🎁",
                ["line"] = "one\r\ntwo",
                ["[in]"] = "[brackets]",
            },
        });

        sent.Body.Should().Be(
            "metadata[a+b]=x%26y%3Dz%2B1%25"
            + "&metadata[gr%C3%B6%C3%9Fe]=%E6%97%A5%E6%9C%AC+%F0%9F%8E%81"
            + "&metadata[line]=one%0D%0Atwo"
            + "&metadata[][in]=[brackets]");
    }

    [Fact]
    public async Task Currency_options_come_first_then_metadata_name_expand_and_extra_parameters()
    {
        var options = new CouponUpdateOptions
        {
            Name = "Spring, \"20\"",
            Metadata = new Dictionary<string, string> { ["k"] = "v" },
            CurrencyOptions = new Dictionary<string, CouponCurrencyOptionsOptions>
            {
                ["eur"] = new() { AmountOff = 900 },
            },
        };
        options.AddExpand("applies_to");
        options.AddExpand("currency_options");
        options.AddExtraParam("flag", true);
        options.AddExtraParam("list", new List<object> { 1, "two", 2.5m });
        options.AddExtraParam("none", new List<string>());

        (await UpdateAsync(options)).Body.Should().Be(
            "currency_options[eur][amount_off]=900&metadata[k]=v&name=Spring%2C+%2220%22"
            + "&expand[0]=applies_to&expand[1]=currency_options"
            + "&flag=true&list[0]=1&list[1]=two&list[2]=2.5&none=");
    }

    [Fact]
    public async Task The_body_is_a_form_in_utf_8()
    {
        var sent = await UpdateAsync(new CouponUpdateOptions());

        sent.Method.Should().Be(HttpMethod.Post);
        sent.ContentType.Should().Be("application/x-www-form-urlencoded; charset=utf-8");
    }

    [Theory]
    [InlineData("25OFF", "25OFF")]
    [InlineData("735*%24", "735*%2524")]
    [InlineData("2.00$_off_once", "2.00%24_off_once")]
    [InlineData("a/b?c#d", "a%2Fb%3Fc%23d")]
    [InlineData("été ☀", "%C3%A9t%C3%A9+%E2%98%80")]
    [InlineData("!(x)-_.~", "!(x)-_.%7E")]
    public async Task An_id_is_encoded_once(string id, string encoded)
    {
        await SdkClients.Over(_stripe).V1.Coupons.UpdateAsync(id, new CouponUpdateOptions());

        // Uri itself restores the unreserved tilde.
        _stripe.Sent.Single().Address.AbsoluteUri.Should()
            .Be("http://stripe.test/v1/coupons/" + encoded.Replace("%7E", "~", StringComparison.Ordinal));
    }

    private async Task<SentRequest> UpdateAsync(CouponUpdateOptions options)
    {
        await SdkClients.Over(_stripe).V1.Coupons.UpdateAsync("A", options);
        return _stripe.Sent.Single();
    }
}
