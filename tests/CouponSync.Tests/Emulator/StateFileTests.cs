using System.Diagnostics;
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
        _account.Emulator.Save(File);

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
        _account.Emulator.Save(File);
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
        _account.Emulator.Save(File);
        _account.Add("C");
        _account.Emulator.Save(File);

        new DirectoryInfo(Path.GetDirectoryName(File)!).GetFiles().Should().ContainSingle();
        var loaded = new TestAccount();
        await loaded.Emulator.LoadAsync(File);
        loaded.Emulator.Count().Should().Be(1);
    }

    [Fact]
    public async Task Several_that_save_at_once_leave_a_whole_state()
    {
        _account.Emulator.SeedCoupons(500);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _account.Emulator.Save(File))));

        new DirectoryInfo(Path.GetDirectoryName(File)!).GetFiles().Should().ContainSingle();
        var loaded = new TestAccount();
        await loaded.Emulator.LoadAsync(File);
        loaded.Emulator.Count().Should().Be(500);
    }

    [Fact]
    public async Task A_save_that_fails_leaves_nothing_behind()
    {
        Directory.CreateDirectory(File);

        _account.Emulator.Invoking(emulator => emulator.Save(File)).Should().Throw<Exception>();

        new DirectoryInfo(Path.GetDirectoryName(File)!).GetFiles().Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_file_nothing_is_loaded()
    {
        _account.Add("C");

        (await _account.Emulator.LoadAsync(File)).Should().BeFalse();
        _account.Emulator.Count().Should().Be(1);
    }

    private const string Header = """{"schema":"couponsync.emulator/1","account":"a","saved_at":"2026-11-22T02:00:00+00:00","ids_drawn":0}""";

    [Theory]
    [InlineData("", "state.jsonl: The file is empty.")]
    [InlineData("nonsense", "state.jsonl, line 1: From byte 2 on it is not JSON.")]
    [InlineData("\n", "state.jsonl, line 1: From byte 1 on it is not JSON.")]
    [InlineData("\0\0\0\0", "state.jsonl, line 1: From byte 1 on it is not JSON.")]
    [InlineData("[]", "state.jsonl, line 1: There is no object to have 'schema'.")]
    [InlineData("{}", "state.jsonl, line 1: The schema is '', and this version reads couponsync.emulator/1.")]
    [InlineData("""{"schema":"couponsync.emulator/9"}""", "state.jsonl, line 1: The schema is 'couponsync.emulator/9', and this version reads couponsync.emulator/1.")]
    [InlineData("""{"schema":7}""", "state.jsonl, line 1: 'schema' is of the kind Number, not String.")]
    [InlineData("""{"schema":"couponsync.emulator/1"}""", "state.jsonl, line 1: 'ids_drawn' is missing.")]
    public async Task A_file_that_is_no_state_is_refused(string text, string message) => await RefusesAsync(text, message);

    [Theory]
    [InlineData("""{"kind":"coupon","liv""", "From byte 22 on it is not JSON.")]
    [InlineData("garbage", "From byte 1 on it is not JSON.")]
    [InlineData("null", "There is no object to have 'livemode'.")]
    [InlineData("""{"kind":"moon","livemode":false}""", "'moon' is not a kind of line.")]
    [InlineData("""{"livemode":false}""", "'kind' is missing.")]
    [InlineData("""{"kind":"deleted","id":"A"}""", "'livemode' is missing.")]
    [InlineData("""{"kind":"deleted","livemode":"no","id":"A"}""", "'livemode' is of the kind String, not True.")]
    [InlineData("""{"kind":"deleted","livemode":false,"id":5}""", "'id' is of the kind Number, not String.")]
    [InlineData("""{"kind":"deleted","livemode":false,"id":"\ud800"}""", "*")]
    [InlineData("""{"kind":"sequence","livemode":false,"value":"1"}""", "'value' is of the kind String, not Number.")]
    [InlineData("""{"kind":"writes","livemode":false,"id":"A","count":99999999999}""", "*")]
    [InlineData("""{"kind":"coupon","livemode":false}""", "'coupon' is missing.")]
    [InlineData("""{"kind":"coupon","livemode":false,"coupon":[]}""", "'coupon' is of the kind Array, not Object.")]
    [InlineData("""{"kind":"coupon","livemode":false,"coupon":{"id":"A"}}""", "'created' is missing.")]
    [InlineData("""{"kind":"coupon","livemode":false,"coupon":{"id":"A","created":1,"percent_off":1e99}}""", "*")]
    [InlineData("""{"kind":"coupon","livemode":false,"coupon":{"id":"FIRST","created":2,"sequence":2}}""", "The coupon is there a second time, or another one in its place.")]
    [InlineData("""{"kind":"coupon","livemode":false,"coupon":{"id":"OTHER","created":1,"sequence":1}}""", "The coupon is there a second time, or another one in its place.")]
    [InlineData("""{"kind":"event","livemode":false,"id":"evt_1"}""", "'type' is missing.")]
    [InlineData("""{"kind":"event","livemode":false,"id":"e","type":"t","created":1,"visible_from_ms":1,"api_version":"v","sequence":1}""", "'object' is missing.")]
    [InlineData("""{"kind":"idempotency","livemode":false,"key":"k","path":"/","fingerprint":"f","request":"r","started_at_ms":1,"status":"200","body":""}""", "'status' is of the kind String, not Number.")]
    [InlineData("""{"kind":"idempotency","livemode":false,"key":"k","path":"/","fingerprint":"f","request":"r","started_at_ms":1,"status":200}""", "'body' is missing.")]
    public async Task A_state_with_a_damaged_line_is_refused_with_that_line(string line, string what) => await RefusesAsync(
        Header + "\n" + """{"kind":"coupon","livemode":false,"coupon":{"id":"FIRST","created":1,"sequence":1}}""" + "\n" + line,
        "state.jsonl, line 3: " + what);

    [Fact]
    public async Task A_state_that_is_cut_off_anywhere_but_between_its_lines_is_refused()
    {
        _account.Emulator.SeedCoupons(1);
        await _account.PostAsync("/v1/coupons/SEED-000001", "metadata[k]=v", "key");
        _account.Emulator.Save(File);
        var whole = await System.IO.File.ReadAllTextAsync(File);

        for (var length = 1; length < whole.Length; length += 5)
        {
            // Cut off at the end of a line it is a state of its own, as it would be without a line in its middle.
            if (whole[length] == '\n' || whole[length - 1] == '\n')
            {
                continue;
            }

            await System.IO.File.WriteAllTextAsync(File, whole[..length]);
            await _account.Emulator.Invoking(emulator => emulator.LoadAsync(File)).Should().ThrowAsync<EmulatorStateException>($"{length} bytes are not all");
        }
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused_before_it_fills_the_memory() =>
        await RefusesAsync(new string('x', StateLines.Longest + 20_000), "state.jsonl, line 1: It is longer than 16 MB.");

    [Fact]
    public async Task A_directory_in_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(File);

        await _account.Emulator.Invoking(emulator => emulator.LoadAsync(File)).Should().ThrowAsync<EmulatorStateException>()
            .WithMessage($"{File}: This is a directory. Restore the file, or move it away to start with a new account.");
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused()
    {
        _account.Emulator.Save(File);

        // Held by somebody else: permissions would not stop a test that runs as root.
        await using var held = new FileStream(File, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        await _account.Emulator.Invoking(emulator => emulator.LoadAsync(File)).Should().ThrowAsync<EmulatorStateException>()
            .WithMessage($"{File}: *used by another process*Restore the file, or move it away to start with a new account.");
    }

    [Fact]
    public async Task A_server_with_a_damaged_state_does_not_start_and_says_why()
    {
        _account.Emulator.Save(File);
        await System.IO.File.AppendAllTextAsync(File, "{\"kind\":");
        var damaged = await System.IO.File.ReadAllTextAsync(File);
        using var server = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "couponsync-emulator.dll"), "--state", File])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        var error = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();

        server.ExitCode.Should().Be(1);
        error.Should().Be($"{File}, line 4: From byte 9 on it is not JSON. Restore the file, or move it away to start with a new account.{Environment.NewLine}");
        (await System.IO.File.ReadAllTextAsync(File)).Should().Be(damaged, "nothing is saved over it");
    }

    private async Task RefusesAsync(string text, string message)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, text);

        await _account.Emulator.Invoking(emulator => emulator.LoadAsync(File)).Should().ThrowAsync<EmulatorStateException>()
            .WithMessage(Path.Combine(Path.GetDirectoryName(File)!, message) + " Restore the file, or move it away to start with a new account.");
    }
}
