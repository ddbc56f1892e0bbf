using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class CouponUpdateTests
{
    private readonly TestAccount _account = new();

    [Fact]
    public async Task Stripes_own_example_answers_as_in_the_reference()
    {
        _account.Emulator.SeedSampleAccount();

        var reply = await _account.PostAsync("/v1/coupons/25OFF", "metadata[order_id]=6735");

        reply.Response.Text.Should().Be("""
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

            """);
    }

    [Theory]
    [InlineData("metadata[b]=2", """{"a":"1","b":"2"}""")]
    [InlineData("metadata[a]=9", """{"a":"9"}""")]
    [InlineData("metadata%5Ba%5D=9", """{"a":"9"}""")]
    [InlineData("metadata[a]=", "{}")]
    [InlineData("metadata[a]=&metadata[b]=2", """{"b":"2"}""")]
    [InlineData("metadata=", "{}")]
    [InlineData("name=x", """{"a":"1"}""")]
    [InlineData("metadata[b]=100%+%zz%4", """{"a":"1","b":"100% %zz%4"}""")]
    [InlineData("metadata[b]=😀%F0%9F%98%80", """{"a":"1","b":"\uD83D\uDE00\uD83D\uDE00"}""")]
    [InlineData("metadata[c+d]=1%202%2B", """{"a":"1","c d":"1 2\u002B"}""")]
    public async Task Metadata_is_merged_and_unset(string form, string expected)
    {
        _account.Add("C");
        await _account.PostAsync("/v1/coupons/C", "metadata[a]=1");

        (await _account.PostAsync("/v1/coupons/C", form)).Metadata.Should().Be(expected);
    }

    [Theory]
    [InlineData("percent_off=5", "Received unknown parameter: percent_off")]
    [InlineData("id=X", "Received unknown parameter: id")]
    [InlineData("metadata=x", "Invalid object")]
    [InlineData("metadata[a][b]=x", "Metadata values must be strings*")]
    [InlineData("metadata[a[b]]=x", "Metadata keys cannot contain square brackets*")]
    [InlineData("metadata[a]=1&metadata=", "Invalid request: expected*")]
    [InlineData("metadata[a]=%FF", "Invalid request: the parameters are not valid UTF-8.")]
    [InlineData("metadata[a]=%E2%98", "Invalid request: the parameters are not valid UTF-8.")]
    [InlineData("metadata[%C3%28]=1", "Invalid request: the parameters are not valid UTF-8.")]
    [InlineData("currency_options[eur][amount_off]=4", "You may only specify*")]
    [InlineData("currency_options[xyz][amount_off]=4", "Invalid currency: xyz*")]
    public async Task What_cannot_be_changed_is_refused_and_changes_nothing(string form, string message)
    {
        _account.Add("C");

        var reply = await _account.PostAsync("/v1/coupons/C", "name=changed&" + form);

        reply.Status.Should().Be(400);
        reply.Message.Should().Match(message);
        _account.Emulator.Find("C")!.Name.Should().BeNull();
        _account.Emulator.WritesApplied("C").Should().Be(0);
    }

    [Fact]
    public async Task A_name_cannot_be_emptied()
    {
        _account.Add("C");
        await _account.PostAsync("/v1/coupons/C", "name=given");

        var reply = await _account.PostAsync("/v1/coupons/C", "name=");

        (reply.Status, reply.Param).Should().Be((400, "name"));
        _account.Emulator.Find("C")!.Name.Should().Be("given");
    }

    [Theory]
    [InlineData(MetadataLengthUnit.CodePoints, 500, 200)]
    [InlineData(MetadataLengthUnit.CodePoints, 501, 400)]
    [InlineData(MetadataLengthUnit.Utf16, 250, 200)]
    [InlineData(MetadataLengthUnit.Utf16, 251, 400)]
    public async Task A_value_has_at_most_five_hundred_characters(MetadataLengthUnit unit, int emoji, int status)
    {
        var account = new TestAccount(new EmulatorOptions { Limits = EmulatorLimits.None, MetadataLengthUnit = unit });
        account.Add("C");
        var value = string.Concat(Enumerable.Repeat("🎁", emoji));

        var reply = await account.PostAsync("/v1/coupons/C", "metadata[v]=" + Uri.EscapeDataString(value));

        reply.Status.Should().Be(status);
        if (status == 400)
        {
            reply.Message.Should().StartWith(
                "Metadata values can have up to 500 characters, but you passed in a value that is "
                + $"{(unit == MetadataLengthUnit.Utf16 ? 502 : 501)} characters. Invalid value: 🎁");
        }
    }

    [Theory]
    [InlineData(40, 200)]
    [InlineData(41, 400)]
    public async Task A_key_has_at_most_forty_characters(int length, int status)
    {
        _account.Add("C");

        (await _account.PostAsync("/v1/coupons/C", $"metadata[{new string('k', length)}]=1")).Status.Should().Be(status);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 400)]
    public async Task Whether_unsets_make_room_for_the_fiftieth_key_is_an_option(bool countedBefore, int status)
    {
        var account = new TestAccount(
            new EmulatorOptions { Limits = EmulatorLimits.None, KeyCountCheckedBeforeUnsets = countedBefore });
        account.Add("C");
        var fifty = string.Join('&', Enumerable.Range(1, 50).Select(static number => $"metadata[k{number}]=1"));
        (await account.PostAsync("/v1/coupons/C", fifty)).Status.Should().Be(200);
        (await account.PostAsync("/v1/coupons/C", "metadata[k51]=1")).Status.Should().Be(400);

        (await account.PostAsync("/v1/coupons/C", "metadata[k51]=1&metadata[k1]=")).Status.Should().Be(status);
    }

    [Theory]
    [InlineData(false, " x ")]
    [InlineData(true, "x")]
    public async Task Whether_white_space_is_trimmed_is_an_option(bool trims, string stored)
    {
        var account = new TestAccount(new EmulatorOptions { Limits = EmulatorLimits.None, TrimMetadataWhitespace = trims });
        account.Add("C");

        await account.PostAsync("/v1/coupons/C", "metadata[a]=%20x%20");

        account.Emulator.Find("C")!.Metadata["a"].Should().Be(stored);
    }

    [Theory]
    [InlineData("735*%24", "735*%2524")]
    [InlineData("2.00$_off_once", "2.00%24_off_once")]
    [InlineData("a/b c", "a%2Fb%20c")]
    [InlineData("été+1", "%C3%A9t%C3%A9+1")]
    [InlineData("+%2B", "%2B%252B")]
    [InlineData("5% of%zz%4", "5%%20of%zz%4")]
    public async Task Odd_ids_are_decoded_exactly_once(string id, string inPath)
    {
        _account.Add(id);

        var reply = await _account.PostAsync("/v1/coupons/" + inPath, "metadata[a]=1");

        reply.Status.Should().Be(200);
        ((string)reply.Json["id"]!).Should().Be(id);
        _account.Emulator.WritesApplied(id).Should().Be(1);
    }

    [Theory]
    [InlineData(true, 404)]
    [InlineData(false, 200)]
    public async Task Whether_ids_differ_by_case_is_an_option(bool sensitive, int status)
    {
        var account = new TestAccount(new EmulatorOptions { Limits = EmulatorLimits.None, CaseSensitiveIds = sensitive });
        account.Add("SUMMER");

        (await account.GetAsync("/v1/coupons/summer")).Status.Should().Be(status);
    }

    [Fact]
    public async Task A_coupon_that_is_not_there_is_missing()
    {
        foreach (var reply in new[]
        {
            await _account.GetAsync("/v1/coupons/X"),
            await _account.PostAsync("/v1/coupons/X", "name=a"),
            await _account.DeleteAsync("/v1/coupons/X"),
        })
        {
            reply.Status.Should().Be(404);
            reply.Code.Should().Be("resource_missing");
            reply.Message.Should().Be("No such coupon: 'X'");
            reply.Param.Should().Be("coupon");
        }
    }

    [Theory]
    [InlineData(DeletedCouponAnswer.NotFound, 404)]
    [InlineData(DeletedCouponAnswer.DeletedTrue, 200)]
    public async Task A_deleted_coupon_is_answered_either_way(DeletedCouponAnswer answer, int status)
    {
        var account = new TestAccount(new EmulatorOptions { Limits = EmulatorLimits.None, DeletedCouponAnswer = answer });
        account.Add("GONE", "STAYS");

        var deletion = await account.DeleteAsync("/v1/coupons/GONE");
        var reply = await account.GetAsync("/v1/coupons/GONE");

        deletion.Json.ToJsonString().Should().Be("""{"id":"GONE","object":"coupon","deleted":true}""");
        reply.Status.Should().Be(status);
        ((bool?)reply.Json["deleted"]).Should().Be(status == 200 ? true : null);
        account.Emulator.Count().Should().Be(1);
    }

    [Fact]
    public async Task Live_and_test_objects_are_worlds_apart()
    {
        await _account.PostAsync("/v1/coupons", "id=C&percent_off=1", key: TestAccount.LiveKey);

        (await _account.GetAsync("/v1/coupons/C")).Status.Should().Be(404);
        var live = await _account.GetAsync("/v1/coupons/C", TestAccount.LiveKey);
        ((bool)live.Json["livemode"]!).Should().BeTrue();
        _account.Emulator.Count(livemode: true).Should().Be(1);
    }
}
