using System.Globalization;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

public sealed class ExportTests
{
    private static readonly string[] Hostile =
    [
        "=cmd|' /C calc'!A0", "'=already quoted", "''=twice", "'plain apostrophe", "+1", "-1", "@SUM(A1)", "\t=tab", "\r=cr", "＝fullwidth",
        "a,b;c\td", "say \"hi\"", "\"", "line\nbreak", "line\r\nbreak", " outer space ", "<script>alert(1)</script>", "\\0 %s {0}", "#N/A",
        "1e5", "0012", "TRUE", "null", "\u202Eright to left", "\u200Bzero width", "'", "''", "-", "=",
    ];

    private static readonly string[] Multilingual =
    [
        "Größe & Straße", "naïve café", "Ελληνικά", "Русский", "עברית", "العربية", "हिन्दी", "ไทย", "日本語", "中文（简体）", "한국어", "👩‍👩‍👧 Familie",
        "e\u0301 decomposed", "\u00E9 composed", "İstanbul ı", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    ];

    [Fact]
    public async Task A_duration_that_nobody_knows_survives_export_check_and_sync()
    {
        using var world = World.With();
        world.Emulator.Seed([new EmulatorCoupon { Id = "P", Created = 1_600_000_000, Terms = new EmulatorTerms { PercentOff = 10, Duration = "service_period", DurationInMonths = 3 } }]);
        var file = world.File("export.csv");

        var export = await world.RunAsync("export", "--output", file);
        var check = await world.RunAsync("check", file);
        var sync = await world.RunAsync("sync", file, "--create-missing");

        (export.ExitCode, check.ExitCode, sync.ExitCode).Should().Be((0, 0, 0), check.Out + sync.Out);
        (await File.ReadAllTextAsync(file)).Should().Contain("service_period");
        check.Out.Should().Contain("warning: duration:");
        sync.Count("unchanged").Should().Be(1);
    }

    [Theory]
    [InlineData("na\0me", "key", "value", "name")]
    [InlineData("name", "k\0ey", "value", @"metadata[k\u{0}ey]")]
    [InlineData("name", "key", "val\0ue", "metadata[key]")]
    public async Task A_coupon_with_a_NUL_is_named_and_left_out_for_no_file_that_holds_one_is_accepted(
        string name, string key, string value, string place)
    {
        using var world = World.With();
        world.Emulator.SeedSampleAccount();
        var others = world.Emulator.Count();
        world.Emulator.Seed([new EmulatorCoupon
        {
            Id = "NUL", Created = 1_600_000_000, Name = name, Terms = new EmulatorTerms { PercentOff = 10 },
            Metadata = EmulatorMetadata.From([KeyValuePair.Create(key, value)]),
        }]);
        var file = world.File("export.csv");

        var export = await world.RunAsync("export", "--output", file);
        var check = await world.RunAsync("check", file);
        var sync = await world.RunAsync("sync", file);

        (export.ExitCode, check.ExitCode, sync.ExitCode).Should().Be((1, 0, 0), check.Out + sync.Out);
        export.Error.Should().Contain($"The coupon 'NUL' holds a NUL character ({place})").And.Contain("It is not in the export.");
        sync.Count("unchanged").Should().Be(others);
    }

    [Fact]
    public async Task Sync_of_an_export_finds_nothing_to_do()
    {
        using var world = World.With();
        world.Emulator.SeedSampleAccount();
        world.Emulator.SeedCoupons(300);
        SeedHostile(world);
        var before = world.Account();
        var file = world.File("export.csv");

        var export = await world.RunAsync("export", "-o", file);
        var sync = await world.RunAsync("sync", file, "--prune-metadata", "--empty-cells", "unset");

        export.ExitCode.Should().Be(0, export.Error);
        sync.ExitCode.Should().Be(0, sync.Out + sync.Error);
        (sync.Count("rows"), sync.Count("unchanged")).Should().Be((world.Emulator.Count(), world.Emulator.Count()));
        world.Account().Should().Equal(before);
    }

    [Fact]
    public async Task An_export_rebuilds_the_account_and_its_export_is_the_same_again()
    {
        using var world = World.With();
        var number = 0;
        foreach (var value in Hostile.Concat(Multilingual))
        {
            world.Emulator.Seed([Coupon(string.Create(CultureInfo.InvariantCulture, $"NEW_{number++}-x"), value)]);
        }

        foreach (var terms in AllTerms)
        {
            world.Emulator.Seed([new EmulatorCoupon { Id = string.Create(CultureInfo.InvariantCulture, $"T{number++}"), Created = 1_600_000_000, Terms = terms }]);
        }

        using var empty = World.With();
        var first = await ExportAsync(world, "first.csv");

        var built = await empty.RunAsync("sync", first, "--create-missing");

        built.ExitCode.Should().Be(0, built.Out);
        built.Count("applied").Should().Be(world.Emulator.Count());
        empty.Account().Should().Equal(world.Account());
        var second = await ExportAsync(empty, "second.csv");
        Comparable(second).Should().Equal(Comparable(first));
        (await empty.RunAsync("sync", second, "--create-missing")).Count("unchanged").Should().Be(world.Emulator.Count());
    }

    [Fact]
    public async Task No_cell_of_an_export_begins_with_what_a_spreadsheet_obeys()
    {
        using var world = World.With();
        SeedHostile(world);
        using var output = new StringReader((await world.RunAsync("export")).Out);

        var cells = Rows(output.ReadToEnd()).SelectMany(static r => r);

        cells.Should().NotContain(static c => c.Length > 0 && "=+-@\t\r\n＝＋－＠".Contains(c[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_failed_rows_of_an_export_are_as_safe_as_the_export_and_can_be_fed_back_as_they_are()
    {
        using var world = World.With();
        world.Emulator.Seed([Coupon("=A", "=1+1"), Coupon("B", "'@x"), Coupon("C", "plain")]);
        var file = await ExportAsync(world, "export.csv");
        var values = world.Emulator.Coupons().ToDictionary(static c => c.Id, static c => c.Metadata["note"]);
        foreach (var id in values.Keys)
        {
            world.Emulator.Delete(id);
        }

        var errors = Path.Combine((await world.RunAsync("sync", file)).Directory!, "errors.csv");
        foreach (var id in values.Keys)
        {
            world.Emulator.Create(new EmulatorCoupon { Id = id, Created = 1_600_000_000, Terms = new EmulatorTerms { PercentOff = 10 } });
        }

        var sync = await world.RunAsync("sync", errors);

        Rows(File.ReadAllText(errors)).SelectMany(static r => r)
            .Should().NotContain(static c => c.Length > 0 && "=+-@\t\r\n＝＋－＠".Contains(c[0], StringComparison.Ordinal));
        (sync.ExitCode, sync.Count("applied")).Should().Be((0, 3), sync.Out);
        world.Emulator.Coupons().ToDictionary(static c => c.Id, static c => c.Metadata["note"]).Should().Equal(values);
    }

    [Fact]
    public async Task Only_the_rows_that_need_it_are_marked_as_escaped()
    {
        using var world = World.With();
        world.Emulator.Seed([Coupon("PLAIN", "'quoted")]);
        (await world.RunAsync("export")).Out.Should().NotContain("couponsync_escaped").And.Contain("'quoted");
        world.Emulator.Seed([Coupon("FORMULA", "=1+1")]);

        var rows = Rows((await world.RunAsync("export")).Out);

        rows[0][^1].Should().Be("couponsync_escaped");
        rows.Single(static r => r[0] == "FORMULA")[^1].Should().Be("apostrophe");
        rows.Single(static r => r[0] == "PLAIN")[^1].Should().BeEmpty();
    }

    [Fact]
    public async Task Coupons_can_be_chosen_by_id_and_by_date()
    {
        using var world = World.With(coupons: 60);
        var ids = world.Write("ids.txt", "id\nC7\nC3\nNONE\n\nC7\n");

        var chosen = await world.RunAsync("export", "--ids-from", ids);
        var recent = await world.RunAsync("export", "--created-since", "1600003000");

        chosen.ExitCode.Should().Be(1);
        chosen.Error.Should().Contain("NONE");
        Rows(chosen.Out).Skip(1).Select(static r => r[0]).Should().Equal("C3", "C7");
        recent.ExitCode.Should().Be(0);
        Rows(recent.Out).Skip(1).Select(static r => r[0]).Should().BeEquivalentTo(Enumerable.Range(50, 10).Select(World.Id));
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_named_as_it_was_given()
    {
        using var world = World.With();
        var directory = world.File("not-there");

        var export = await world.RunAsync("export", "--output", Path.Combine(directory, "all.csv"));

        export.ExitCode.Should().Be(4);
        export.Error.Should().Contain($"There is no directory '{directory}'").And.NotContain(".tmp");
    }

    [Fact]
    public async Task A_coupon_deleted_at_the_cursor_does_not_end_an_export_by_date()
    {
        using var world = World.With(coupons: 350);
        // Somebody deletes coupons just before the page behind them is asked for.
        world.Through((request, pass, _) =>
        {
            foreach (var id in new[] { "C250", "C150" }.Where(id => request.RequestUri!.Query.Contains($"starting_after={id}", StringComparison.Ordinal)))
            {
                world.Emulator.Delete(id);
            }

            return pass();
        });

        var export = await world.RunAsync("export", "--created-since", "2020-01-01");

        export.ExitCode.Should().Be(0, export.Error);
        Rows(export.Out).Skip(1).Select(static r => r[0]).Should().BeEquivalentTo(Enumerable.Range(0, 350).Select(World.Id));
        world.Emulator.Count().Should().Be(348);
    }

    private static EmulatorTerms[] AllTerms =>
    [
        new() { PercentOff = 12.5m, Duration = "forever" },
        new() { PercentOff = 100, Duration = "repeating", DurationInMonths = 7, MaxRedemptions = 3 },
        new() { AmountOff = 500, Currency = "usd", Duration = "once", RedeemBy = 1_900_000_000 },
        new() { AmountOff = 1, Currency = "jpy", Duration = "once", AppliesToProducts = ["prod_A", "prod_B"] },
        new()
        {
            AmountOff = 500, Currency = "usd", Duration = "once",
            CurrencyOptions = new Dictionary<string, long> { ["eur"] = 450, ["gbp"] = 400 },
        },
    ];

    private static EmulatorCoupon Coupon(string id, string value) => new()
    {
        Id = id,
        Created = 1_600_000_000,
        Name = value.Length <= 40 ? value : null,
        Terms = new EmulatorTerms { PercentOff = 10 },
        Metadata = EmulatorMetadata.From([new("note", value), new("=key, \"of\" " + value.EnumerateRunes().First(), value)]),
    };

    // Ids of before 2018 can hold anything.
    private static void SeedHostile(World world) => world.Emulator.Seed(
        Hostile.Concat(Multilingual).Where(static v => v.Trim().Length > 0).Select(static v => Coupon(v, v)));

    private static async Task<string> ExportAsync(World world, string name)
    {
        var export = await world.RunAsync("export", "-o", world.File(name));
        export.ExitCode.Should().Be(0, export.Error);
        return world.File(name);
    }

    private static IEnumerable<string> Comparable(string path)
    {
        var rows = Rows(File.ReadAllText(path));
        string[] differ = ["created", "livemode", "times_redeemed"];
        return rows.Select(r => string.Join('\u001F', r.Where((_, i) => !differ.Contains(rows[0][i]))));
    }

    // A reader of its own: the one under test must not check itself.
    private static List<List<string>> Rows(string text)
    {
        var rows = new List<List<string>> { new() };
        var cell = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is ',' or '\n' && !quoted)
            {
                rows[^1].Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    rows.Add([]);
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        rows.RemoveAt(rows.Count - 1);
        return rows;
    }
}
