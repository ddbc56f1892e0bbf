namespace CouponSync.Tests.Emulator;

public sealed class CouponCreationTests
{
    private readonly TestAccount _account = new();

    [Fact]
    public async Task A_new_coupon_has_every_field_in_stripes_order()
    {
        var reply = await _account.PostAsync(
            "/v1/coupons",
            "id=NEW&percent_off=12.50&duration=repeating&duration_in_months=3&name=Caf%C3%A9+%26+more&metadata%5Ba%5D=1");

        reply.Status.Should().Be(200);
        reply.Response.Text.Should().Be($$"""
            {
              "id": "NEW",
              "object": "coupon",
              "amount_off": null,
              "created": {{_account.Now}},
              "currency": null,
              "duration": "repeating",
              "duration_in_months": 3,
              "livemode": false,
              "max_redemptions": null,
              "metadata": {
                "a": "1"
              },
              "name": "Café & more",
              "percent_off": 12.5,
              "redeem_by": null,
              "times_redeemed": 0,
              "valid": true
            }

            """);
    }

    [Fact]
    public async Task Without_an_id_one_is_made_and_the_duration_is_once()
    {
        var reply = await _account.PostAsync("/v1/coupons", "amount_off=500&currency=USD");

        ((string)reply.Json["id"]!).Should().MatchRegex("^[A-Za-z0-9]{8}$");
        ((string)reply.Json["duration"]!).Should().Be("once");
        ((string)reply.Json["currency"]!).Should().Be("usd");
    }

    [Theory]
    [InlineData("", "amount_off", "You must specify one of these parameters: amount_off, percent_off.")]
    [InlineData("percent_off=5&amount_off=5&currency=usd", "amount_off", "You may only specify one of these parameters: amount_off, percent_off.")]
    [InlineData("percent_off=0", "percent_off", "Invalid percent_off*")]
    [InlineData("percent_off=100.1", "percent_off", "Invalid percent_off*")]
    [InlineData("percent_off=abc", "percent_off", "Invalid decimal: abc")]
    [InlineData("amount_off=0&currency=usd", "amount_off", "This value must be greater than or equal to 1.")]
    [InlineData("amount_off=1.5&currency=usd", "amount_off", "Invalid integer: 1.5")]
    [InlineData("amount_off=5", "currency", "Missing required param: currency.")]
    [InlineData("amount_off=5&currency=dollars", "currency", "Invalid currency: dollars*")]
    [InlineData("percent_off=5&duration=weekly", "duration", "Invalid duration: must be one of forever, once, or repeating")]
    [InlineData("percent_off=5&duration=", "duration", "You passed an empty string for 'duration'*")]
    [InlineData("percent_off=5&duration=repeating", "duration_in_months", "Missing required param: duration_in_months.")]
    [InlineData("percent_off=5&duration=repeating&duration_in_months=0", "duration_in_months", "This value must be*")]
    [InlineData("percent_off=5&duration_in_months=3", "duration_in_months", "You may only specify*")]
    [InlineData("percent_off=5&max_redemptions=0", "max_redemptions", "This value must be*")]
    [InlineData("percent_off=5&redeem_by=1516662783", "redeem_by", "Invalid timestamp*")]
    [InlineData("percent_off=5&redeem_by=7258118400", "redeem_by", "Invalid timestamp: can be no more than five years*")]
    [InlineData("percent_off=5&name=", "name", "You passed an empty string for 'name'*")]
    [InlineData("amount_off=5&currency=abc", "currency", "Invalid currency: abc*")]
    [InlineData("amount_off=5&currency=usd&currency_options[xyz][amount_off]=4", "currency_options[xyz]", "Invalid currency: xyz*")]
    [InlineData("percent_off=5&id=SUMMER%20SALE", "id", "Coupon ids can only contain*")]
    [InlineData("percent_off=5&currency_options[eur][amount_off]=4", "currency_options", "You may only specify*")]
    [InlineData("percent_off=5&applies_to[prices][0]=p", "applies_to[prices]", "Received unknown parameter: applies_to[prices]")]
    [InlineData("percent_off=5&colour=red", "colour", "Received unknown parameter: colour")]
    [InlineData("percent_off=5&colour=red&size=1", "colour", "Received unknown parameters: colour, size")]
    [InlineData("percent_off=5&expand[]=name", "expand", "This property cannot be expanded (name).")]
    public async Task A_wrong_parameter_is_named(string form, string param, string message)
    {
        var reply = await _account.PostAsync("/v1/coupons", form);

        reply.Status.Should().Be(400);
        reply.Type.Should().Be("invalid_request_error");
        reply.Param.Should().Be(param);
        reply.Message.Should().Match(message);
        _account.Emulator.Count().Should().Be(0);
    }

    [Theory]
    [InlineData(40, 200)]
    [InlineData(41, 400)]
    public async Task A_name_has_at_most_forty_code_points(int length, int status)
    {
        var name = string.Concat(Enumerable.Repeat("🎁", length));

        (await _account.PostAsync("/v1/coupons", "percent_off=5&name=" + Uri.EscapeDataString(name))).Status.Should().Be(status);
    }

    [Fact]
    public async Task An_id_that_is_taken_is_refused()
    {
        _account.Add("TAKEN");

        var reply = await _account.PostAsync("/v1/coupons", "id=TAKEN&percent_off=5");

        reply.Status.Should().Be(400);
        reply.Code.Should().Be("resource_already_exists");
        reply.Message.Should().Be("Coupon already exists.");
    }

    [Fact]
    public async Task Restricted_products_and_other_currencies_show_when_expanded_only()
    {
        await _account.PostAsync(
            "/v1/coupons",
            "id=C&amount_off=500&currency=usd&applies_to[products][0]=p1&applies_to[products][1]=p2&currency_options[eur][amount_off]=450");

        var plain = await _account.GetAsync("/v1/coupons/C");
        var expanded = await _account.GetAsync("/v1/coupons/C?expand[]=applies_to&expand[1]=currency_options");

        plain.Json.AsObject().ContainsKey("applies_to").Should().BeFalse();
        plain.Json.AsObject().ContainsKey("currency_options").Should().BeFalse();
        expanded.Json["applies_to"]!["products"]!.ToJsonString().Should().Be("""["p1","p2"]""");
        ((int)expanded.Json["currency_options"]!["eur"]!["amount_off"]!).Should().Be(450);
    }

    [Fact]
    public async Task A_coupon_is_valid_until_it_is_used_up_or_too_late()
    {
        await _account.PostAsync("/v1/coupons", $"id=SHORT&percent_off=5&redeem_by={_account.Now + 60}");
        await _account.PostAsync("/v1/coupons", "id=RARE&percent_off=5&max_redemptions=1");
        ((bool)(await _account.GetAsync("/v1/coupons/SHORT")).Json["valid"]!).Should().BeTrue();

        _account.Clock.Advance(TimeSpan.FromSeconds(61));
        _account.Emulator.Update("RARE", coupon => coupon with { TimesRedeemed = 1 });

        ((bool)(await _account.GetAsync("/v1/coupons/SHORT")).Json["valid"]!).Should().BeFalse();
        ((bool)(await _account.GetAsync("/v1/coupons/RARE")).Json["valid"]!).Should().BeFalse();
    }
}
