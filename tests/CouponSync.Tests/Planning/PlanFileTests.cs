using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Settings;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Planning;

public sealed class PlanFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_plan_reads_back_as_it_was_written()
    {
        var changes = new[]
        {
            Change(1) with
            {
                Metadata = [new KeyChange("a\"b\n", null, "\u0000\u2028 \U0001F389"), new KeyChange("z", "old", null)],
                Name = new ValueChange(null, "Ünï, \"quoted\""),
            },
            Change(2) with { Line = null, Action = ChangeAction.Delete, Metadata = [] },
            Change(3) with
            {
                Action = ChangeAction.Create,
                Terms = new CouponTerms
                {
                    AmountOff = 500,
                    Currency = "eur",
                    RedeemBy = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
                    AppliesTo = ["prod_1"],
                    CurrencyOptions = new Dictionary<string, long> { ["usd"] = 600 },
                },
            },
        };

        var (path, sha256) = Write(changes);
        var plan = PlanFile.Open(path);

        plan.Header.Should().Be(Header());
        plan.Sha256.Should().Be(sha256);
        plan.ChangeCount.Should().Be(3);
        plan.Changes().Should().BeEquivalentTo(changes, options => options.WithStrictOrdering().ComparingByMembers<PlannedChange>());
    }

    [Fact]
    public void A_plan_without_changes_is_whole()
    {
        var (path, _) = Write();

        PlanFile.Open(path).Changes().Should().BeEmpty();
    }

    [Fact]
    public void Every_cut_of_a_plan_is_refused()
    {
        var (path, _) = Write(Change(1), Change(2));
        var bytes = File.ReadAllBytes(path);
        for (var length = 0; length < bytes.Length - 1; length++)
        {
            var cut = _directory.File("cut.jsonl");
            File.WriteAllBytes(cut, bytes[..length]);
            FluentActions.Invoking(() => PlanFile.Open(cut)).Should().Throw<PlanFormatException>($"{length} bytes are not all");
        }
    }

    [Fact]
    public void An_edited_plan_is_refused_at_the_edited_line()
    {
        var (path, _) = Write(Change(1), Change(2));
        var lines = File.ReadAllLines(path);
        lines[2] = lines[2].Replace("6735", "6736", StringComparison.Ordinal);
        File.WriteAllLines(path, lines);

        FluentActions.Invoking(() => PlanFile.Open(path)).Should().Throw<PlanFormatException>()
            .WithMessage($"{path}:3: the plan was edited here*");
    }

    [Theory]
    [InlineData("\"action\":\"update\"", "\"action\":\"rename\"")]
    [InlineData("\"metadata\":{", "\"metadata\":{\"a\":null,")]
    public void A_line_that_is_no_change_any_more_is_refused(string written, string edited)
    {
        var (path, _) = Write(Change(1));
        File.ReadAllText(path).Should().Contain(written);
        File.WriteAllText(path, File.ReadAllText(path).Replace(written, edited, StringComparison.Ordinal));

        FluentActions.Invoking(() => PlanFile.Open(path)).Should().Throw<PlanFormatException>()
            .WithMessage($"{path}:2: this line is not whole JSON, or not of a plan*");
    }

    [Fact]
    public void Two_plans_in_one_file_are_refused_where_the_second_begins()
    {
        var (path, _) = Write(Change(1));
        File.AppendAllText(path, File.ReadAllText(path));

        FluentActions.Invoking(() => PlanFile.Open(path)).Should().Throw<PlanFormatException>().WithMessage($"{path}:4: there is more*");
    }

    [Fact]
    public void A_removed_line_is_refused_even_with_its_count_mended()
    {
        var (path, _) = Write(Change(1), Change(2), Change(3));
        var lines = File.ReadAllLines(path).ToList();
        lines.RemoveAt(2);
        File.WriteAllText(path, string.Join('\n', lines).Replace("\"changes\":3", "\"changes\":2", StringComparison.Ordinal) + "\n");

        FluentActions.Invoking(() => PlanFile.Open(path)).Should().Throw<PlanFormatException>().WithMessage($"{path}:3: the plan was edited here*or a line before this one is missing*");
    }

    [Fact]
    public void Something_else_is_refused_at_its_first_line()
    {
        var path = _directory.File("other.jsonl");
        File.WriteAllText(path, "{\"schema\":\"other/1\"}\n");

        FluentActions.Invoking(() => PlanFile.Open(path)).Should().Throw<PlanFormatException>().WithMessage($"{path}:1:*'other/1'*");
    }

    [Fact]
    public void The_digest_is_of_what_the_plan_does_alone()
    {
        var first = Write(Change(1), Change(2)).Sha256;

        Write(Header() with { RunId = "another", CreatedAt = DateTimeOffset.UnixEpoch, Input = new PlanInput("moved.csv", null, 3) }, Change(1), Change(2)).Sha256.Should().Be(first);
        Write(Header() with { AccountId = "acct_another" }, Change(1), Change(2)).Sha256.Should().NotBe(first);
        Write(Header() with { Livemode = !Header().Livemode }, Change(1), Change(2)).Sha256.Should().NotBe(first);
        Write(Change(1)).Sha256.Should().NotBe(first);
        Write(Change(1), Change(2) with { Id = "other" }).Sha256.Should().NotBe(first);
    }

    [Fact]
    public void What_is_left_as_it_is_travels_with_the_plan_and_is_sealed()
    {
        var path = _directory.File("left.jsonl");
        var left = new Problem("changed_since", "Somebody.") { Id = "C1", Line = 3, Column = "owner" };
        using (var writer = new PlanWriter(File.Create(path), Header()))
        {
            writer.WriteLeft(left);
            writer.Write(Change(1));
            writer.WriteLeft(left with { Line = null, Column = null });
            writer.Complete();
        }

        var plan = PlanFile.Open(path);

        plan.ChangeCount.Should().Be(1);
        plan.Changes().Should().ContainSingle();
        plan.Left().Should().Equal(left, left with { Line = null, Column = null });
        File.WriteAllText(path, File.ReadAllText(path).Replace("Somebody", "Nobody", StringComparison.Ordinal));
        FluentActions.Invoking(() => PlanFile.Open(path)).Should().Throw<PlanFormatException>().WithMessage($"{path}:2:*edited*");
    }

    [Fact]
    public void An_empty_line_at_the_end_does_no_harm()
    {
        var (path, sha256) = Write(Change(1));
        File.AppendAllText(path, "\n \r\n");

        PlanFile.Open(path).Sha256.Should().Be(sha256);
    }

    [Fact]
    public void Changes_are_numbered_without_gaps()
    {
        using var writer = new PlanWriter(new MemoryStream(), Header());

        writer.Invoking(w => w.Write(Change(2))).Should().Throw<ArgumentException>();
    }

    public void Dispose() => _directory.Dispose();

    private (string Path, string Sha256) Write(params PlannedChange[] changes) => Write(Header(), changes);

    private (string Path, string Sha256) Write(PlanHeader header, params PlannedChange[] changes)
    {
        var path = _directory.File("plan.jsonl");
        using var writer = new PlanWriter(File.Create(path), header);
        foreach (var change in changes)
        {
            writer.Write(change);
        }

        return (path, writer.Complete());
    }

    private static PlannedChange Change(long sequence) => new()
    {
        Sequence = sequence,
        Line = sequence + 1,
        Id = $"2.00$_off {sequence}",
        Action = ChangeAction.Update,
        Metadata = [new KeyChange("order_id", "6734", "6735")],
    };

    private static PlanHeader Header() => new()
    {
        RunId = "2026-11-22T020000Z-7f3a",
        CreatedAt = new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero),
        AccountId = "acct_1",
        Livemode = true,
        ApiBase = "https://api.stripe.com",
        Input = new PlanInput("coupons.csv", "ab12", 3),
        Options = new PlanOptions { UnsetEmptyCells = true },
    };
}
