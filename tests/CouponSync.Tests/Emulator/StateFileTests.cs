using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class StateFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("emulator-state-");
    private readonly TestAccount _account = new();

    private string File => Path.Combine(_folder.FullName, "made", "state.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Everything_that_was_saved_is_there_again()
    {
        _account.Emulator.SeedCoupons(100);
        await _account.PostAsync(
            "/v1/coupons", "id=C&amount_off=5&currency=usd&currency_options[eur][amount_off]=4&applies_to[products][]=p", "create");
        var update = await _account.PostAsync("/v1/coupons/C", "metadata[k]=%E2%98%95&name=n", "update");
        await _account.PostAsync("/v1/coupons", "id=LIVE&percent_off=12.5", key: TestAccount.LiveKey);
        await _account.DeleteAsync("/v1/coupons/SEED-000007");
        var coupons = await _account.GetAsync("/v1/coupons?limit=100&expand[]=data.applies_to&expand[]=data.currency_options");
        var events = await _account.GetAsync("/v1/events?limit=100");
        await _account.Emulator.SaveAsync(File);

        var loaded = new TestAccount(new EmulatorOptions
        {
            Limits = EmulatorLimits.None,
            DeletedCouponAnswer = DeletedCouponAnswer.DeletedTrue,
        });
        (await loaded.Emulator.LoadAsync(File)).Should().BeTrue();

        (await loaded.GetAsync("/v1/coupons?limit=100&expand[]=data.applies_to&expand[]=data.currency_options"))
            .Response.Text.Should().Be(coupons.Response.Text);
        (await loaded.GetAsync("/v1/events?limit=100")).Response.Text.Should().Be(events.Response.Text);
        loaded.Emulator.Count(livemode: true).Should().Be(1);
        loaded.Emulator.WritesApplied("C").Should().Be(2);
        var replay = await loaded.PostAsync("/v1/coupons/C", "metadata[k]=%E2%98%95&name=n", "update");
        replay.Header("Idempotent-Replayed").Should().Be("true");
        replay.Response.Text.Should().Be(update.Response.Text);
        (await loaded.GetAsync("/v1/coupons/SEED-000007")).Status.Should().Be(200);
    }

    [Fact]
    public async Task Ids_go_on_where_they_ended()
    {
        await _account.PostAsync("/v1/coupons", "percent_off=1");
        await _account.Emulator.SaveAsync(File);
        var loaded = new TestAccount();
        await loaded.Emulator.LoadAsync(File);
        for (var i = 0; i < 50; i++)
        {
            (await loaded.PostAsync("/v1/coupons", "percent_off=1")).Status.Should().Be(200);
        }

        loaded.Emulator.Count().Should().Be(51);
        loaded.Emulator.Events().Select(static happened => happened.Id).Should().HaveCount(51).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Saving_replaces_the_file_in_one_step_and_leaves_nothing_else()
    {
        await _account.Emulator.SaveAsync(File);
        _account.Add("C");
        await _account.Emulator.SaveAsync(File);

        new DirectoryInfo(Path.GetDirectoryName(File)!).GetFiles().Should().ContainSingle();
        var loaded = new TestAccount();
        await loaded.Emulator.LoadAsync(File);
        loaded.Emulator.Count().Should().Be(1);
    }

    [Fact]
    public async Task Without_a_file_nothing_is_loaded()
    {
        _account.Add("C");

        (await _account.Emulator.LoadAsync(File)).Should().BeFalse();
        _account.Emulator.Count().Should().Be(1);
    }

    [Theory]
    [InlineData("{\"schema\":\"couponsync.emulator/9\"}", "*line 1: The schema is 'couponsync.emulator/9'*")]
    [InlineData("{}", "*line 1: The schema is ''*")]
    [InlineData("nonsense", "*line 1: *")]
    [InlineData("{\"schema\":\"couponsync.emulator/1\",\"ids_drawn\":0}\n{\"kind\":\"moon\",\"livemode\":false}", "*line 2: 'moon' is not a kind of line.")]
    [InlineData("{\"schema\":\"couponsync.emulator/1\",\"ids_drawn\":0}\n{\"kind\":\"coupon\",\"liv", "*line 2: *")]
    public async Task A_file_that_is_no_state_is_refused_with_its_line(string text, string message)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, text);

        await _account.Emulator.Invoking(emulator => emulator.LoadAsync(File)).Should().ThrowAsync<FormatException>().WithMessage(message);
    }
}
