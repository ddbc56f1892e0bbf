using System.Text.Json;
using CouponSync.Coupons;
using CouponSync.Input;

namespace CouponSync.Tests.Input;

public sealed class SampleTests
{
    private static readonly string Root = FindRoot();
    private static readonly string SamplePath = Path.Combine(Root, "samples", "coupons.csv");

    [Fact]
    public async Task The_sample_file_is_valid_without_a_warning()
    {
        var file = await CsvFile.LoadAsync(CsvInput.FromPath(SamplePath));

        file.Problems.Should().BeEmpty();
        file.Rows.Should().HaveCount(252);
        file.Loaded.Header.Metadata.ToArray().Select(c => c.Key).Should().Equal("campaign", "owner", "cost_center", "channel");
    }

    [Fact]
    public async Task The_sample_account_answers_the_sample_file_with_every_kind_of_row()
    {
        var file = await CsvFile.LoadAsync(CsvInput.FromPath(SamplePath));
        var account = Account();

        var kinds = file.Rows.GroupBy(row => Kind(row, account)).ToDictionary(g => g.Key, g => g.Count());

        kinds.Should().Equal(new Dictionary<string, int>
        {
            ["unchanged"] = 200,
            ["update"] = 40,
            ["missing"] = 7,
            ["conflict"] = 5,
        });
        account.Keys.Except(file.Rows.Select(r => r.Id)).Should().HaveCount(31);
    }

    [Fact]
    public async Task The_example_of_Stripes_reference_stays_as_it_is()
    {
        var row = (await CsvFile.LoadAsync(CsvInput.FromPath(SamplePath))).Rows.Single(r => r.Id == "25OFF");

        row.Cells.Skip(1).Should().OnlyContain(cell => cell == "");
        Account()["25OFF"].GetRawText().Should().Be(
            """{"id":"25OFF","object":"coupon","amount_off":null,"created":1516662783,"currency":null,"duration":"repeating","""
            + """
            "duration_in_months":3,"livemode":false,"max_redemptions":null,"metadata":{},"name":null,"percent_off":25,"redeem_by":null,"times_redeemed":0,"valid":true}
            """);
    }

    private static string Kind(CouponRow row, Dictionary<string, JsonElement> account)
    {
        if (!account.TryGetValue(row.Id, out var coupon))
        {
            return "missing";
        }

        var terms = row.Terms ?? CouponTerms.None;
        var sameTerms = Same(terms.PercentOff, coupon, "percent_off", e => e.GetDecimal())
            && Same(terms.AmountOff, coupon, "amount_off", e => e.GetInt64())
            && Same(terms.DurationInMonths, coupon, "duration_in_months", e => e.GetInt64())
            && Same(terms.MaxRedemptions, coupon, "max_redemptions", e => e.GetInt64())
            && Same(terms.RedeemBy?.ToUnixTimeSeconds(), coupon, "redeem_by", e => e.GetInt64())
            && (terms.Currency ?? coupon.GetProperty("currency").GetString()) == coupon.GetProperty("currency").GetString()
            && (terms.Duration ?? coupon.GetProperty("duration").GetString()) == coupon.GetProperty("duration").GetString();
        if (!sameTerms)
        {
            return "conflict";
        }

        var metadata = coupon.GetProperty("metadata");
        var sameMetadata = row.Metadata.All(cell =>
            string.IsNullOrEmpty(cell.Value) || (metadata.TryGetProperty(cell.Key, out var value) && value.GetString() == cell.Value));
        return sameMetadata && (string.IsNullOrEmpty(row.Name) || row.Name == coupon.GetProperty("name").GetString())
            ? "unchanged"
            : "update";
    }

    private static bool Same<T>(T? wanted, JsonElement coupon, string name, Func<JsonElement, T> read)
        where T : struct
    {
        var value = coupon.GetProperty(name);
        return wanted is null || (value.ValueKind == JsonValueKind.Number && wanted.Value.Equals(read(value)));
    }

    private static Dictionary<string, JsonElement> Account() => File
        .ReadLines(Path.Combine(Root, "src", "CouponSync.Emulator", "Samples", "sample-account.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(coupon => coupon.GetProperty("id").GetString()!, StringComparer.Ordinal);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "CouponSync.sln")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests lie outside of the solution.");
        }

        return directory.FullName;
    }
}
