using System.Net;
using System.Text;
using CouponSync.Applying;
using CouponSync.Emulator;
using CouponSync.Input;
using CouponSync.Planning;
using CouponSync.Remote;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Tests.Input;
using CouponSync.Tests.StripeApi;
using CouponSync.Tests.Support;
using Serilog.Core;

namespace CouponSync.Tests.Hostile;

/// <summary>
/// Ten thousand damaged inputs of every kind in the normal suite, a million with <c>TESTS_FULL_SIZE=1</c>. Each is read or refused
/// in words, and what was sealed is never read as something else. What fails names its case: the seed draws it again.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private const string Coupon = """{"id":"A","object":"coupon","amount_off":null,"created":1600000000,"currency":null,"duration":"once","duration_in_months":null,"livemode":false,"max_redemptions":null,"metadata":{"order_id":"1","k":"v"},"name":"n","percent_off":10.5,"redeem_by":null,"times_redeemed":0,"valid":true}""";
    private const string Refusal = """{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such coupon: 'A'","param":"coupon","request_log_url":"https://dashboard.stripe.com/x"}}""";
    private const string Settings = """{"Stripe":{"ApiKey":"sk_test_1","ApiBase":"https://api.stripe.com","Live":false},"Csv":{"Delimiter":"comma","EmptyCells":"ignore"},"Guards":{"MaxChanges":"10%","Force":["creates"]},"Retry":{"MaxAttempts":5},"State":{"LockWait":"00:01:00"},"Log":{"Level":"Information","RetainedDays":7}}""";
    private const string Rows = "id,name,metadata[a],metadata[b],percent_off\nC1,One,\"x, \"\"y\"\"\",\"two\nlines\",10\nC2,,=1+1,é😀,12.5\n\nC3,Three,'=2,\u202E,\n";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public Task Damaged_csv_gives_rows_or_problems() => EachAsync(2_000, async (random, _) =>
    {
        var bytes = Mutation.Of(random.Next(5) == 0 ? Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Rows)).ToArray() : Encoding.UTF8.GetBytes(Rows), random);
        var file = await CsvFile.LoadAsync(
            new CsvInput("fuzz", () => new MemoryStream(bytes)),
            new CsvReadOptions { SkipInvalid = random.Next(2) == 0, UnprefixedMetadata = random.Next(2) == 0 });

        (file.Rows.Count + file.Problems.Count).Should().BeGreaterThan(0);
        file.Problems.Should().NotContain(static p => p.Message.Length <= 20);
    });

    [Fact]
    public async Task A_damaged_plan_is_refused_or_the_same_plan()
    {
        var path = await MakeRunAsync();
        var whole = await File.ReadAllBytesAsync(Path.Combine(path, "plan.jsonl"));
        var changes = Show(PlanFile.Open(Path.Combine(path, "plan.jsonl")));
        await EachAsync(2_100, async (random, file) =>
        {
            await File.WriteAllBytesAsync(file, Mutation.Of(whole, random));
            try
            {
                Show(PlanFile.Open(file)).Should().Be(changes);
            }
            catch (PlanFormatException e)
            {
                e.Message.Should().Contain(file);
            }
        });
    }

    [Fact]
    public async Task Damaged_results_are_refused_or_tell_of_each_change_what_some_line_says()
    {
        var path = await MakeRunAsync();
        var whole = await File.ReadAllBytesAsync(Path.Combine(path, "results.jsonl"));
        var plan = PlanFile.Open(Path.Combine(path, "plan.jsonl"));
        await EachAsync(2_100, async (random, file) =>
        {
            await File.WriteAllBytesAsync(file, Mutation.Of(whole, random));
            try
            {
                _ = ResultsFile.HasSent(file);
                using var results = ResultsFile.Open(file, plan.ChangeCount);
                foreach (var change in plan.Changes())
                {
                    (results.Find(change)?.Id ?? change.Id).Should().Be(change.Id);
                }

                Enum.GetValues<ChangeOutcome>().Sum(results.Count).Should().Be(plan.ChangeCount);
            }
            catch (PlanFormatException e)
            {
                e.Message.Should().Contain(file);
            }
        });
    }

    [Fact]
    public async Task A_damaged_snapshot_is_set_aside_or_read()
    {
        using var world = World.With(coupons: 120);
        (await world.NightAsync(world.WriteChanged(120, 3))).ExitCode.Should().Be(0);
        var path = Directory.GetFiles(world.File("state/snapshots"), "*.db").Single();
        var whole = await File.ReadAllBytesAsync(path);
        using var original = CouponSnapshot.Open(path, livemode: false);
        var identity = original.Facts!.Identity;
        await EachAsync(500, async (random, file) =>
        {
            File.Delete(file + "-journal");
            await File.WriteAllBytesAsync(file, Mutation.Of(whole, random));
            var store = new SnapshotStore(file, identity, Logger.None);
            if (store.Open() is not { } snapshot)
            {
                return;
            }

            try
            {
                _ = snapshot.Count;
                _ = snapshot.All().Count();
                _ = snapshot.OwnWrites();
                _ = snapshot.ToRead(10);
                _ = snapshot.Find("C7");
                snapshot.Replace("C7", null);
                snapshot.Save(snapshot.Facts!);
                snapshot.Dispose();
            }
            catch (Exception e) when (SnapshotDamage.Is(e))
            {
                store.SetAside(snapshot, e.Message);
            }
        });
    }

    [Fact]
    public Task Damaged_settings_are_refused_by_name_or_taken() => EachAsync(800, async (random, file) =>
    {
        await File.WriteAllBytesAsync(file, Mutation.Of(Encoding.UTF8.GetBytes(Settings), random));
        try
        {
            _ = SyncSettings.From(SettingSources.Load(file, [], new Dictionary<string, string>()));
        }
        catch (SettingsException e)
        {
            e.Message.Should().NotBeEmpty();
        }
    });

    [Fact]
    public async Task A_damaged_state_of_the_emulator_is_refused_or_taken()
    {
        var saved = _directory.File("saved.jsonl");
        var emulator = new StripeEmulator(new EmulatorOptions(), TimeProvider.System);
        emulator.SeedCoupons(3);
        emulator.UpdateMetadata(emulator.Coupons()[0].Id, [KeyValuePair.Create("a", "b")]);
        emulator.Save(saved);
        var whole = await File.ReadAllBytesAsync(saved);
        await EachAsync(1_000, async (random, file) =>
        {
            await File.WriteAllBytesAsync(file, Mutation.Of(whole, random));
            var loaded = new StripeEmulator(new EmulatorOptions(), TimeProvider.System);
            try
            {
                await loaded.LoadAsync(file);
                loaded.Save(file);
            }
            catch (EmulatorStateException e)
            {
                e.Message.Should().Contain(file);
            }
        });
    }

    [Fact]
    public Task A_damaged_answer_is_a_failure_in_words_or_an_answer() => EachAsync(1_460, async (random, _) =>
    {
        var isList = random.Next(2) == 0;
        var whole = random.Next(6) == 0 ? Refusal : isList
            ? $$"""{"object":"list","data":[{{Coupon}},{{Coupon.Replace("\"A\"", "\"B\"", StringComparison.Ordinal)}}],"has_more":false,"url":"/v1/coupons"}"""
            : Coupon;
        var status = (HttpStatusCode)(whole == Refusal ? (int[])[400, 401, 403, 404, 409, 429, 500, 503] : [200])[random.Next(whole == Refusal ? 8 : 1)];
        var body = Mutation.Of(Encoding.UTF8.GetBytes(whole), random);
        using var stripe = new RecordedGateway(() => new HttpResponseMessage(status) { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } } });
        var gateway = stripe.Gateway;
        try
        {
            if (isList)
            {
                var page = await gateway.ListAsync(new CouponListQuery(), CancellationToken.None);
                page.Value.Coupons.Should().NotContain(static c => c.Id.Length == 0);
            }
            else if (random.Next(2) == 0)
            {
                var answer = await gateway.UpdateAsync(new CouponPatch { Id = "A", Metadata = [new("k", "v")] }, new WriteRequest("key"), CancellationToken.None);
                answer.Value.Id.Should().Be("A");
            }
            else
            {
                var answer = await gateway.RetrieveAsync("A", withProducts: false, CancellationToken.None);
                (answer.Value?.Id ?? "A").Should().Be("A");
            }
        }
        catch (StripeFailureException e)
        {
            e.Failure.Describe().Should().NotBeEmpty();
        }
    });

    [Fact]
    public Task A_run_over_damaged_answers_never_ends_in_a_fault_and_claims_nothing_that_is_not_so() => EachAsync(40, async (random, _) =>
    {
        using var world = World.With(coupons: 4);
        var share = random.Next(2, 7);
        world.Through(async (_, pass, cancellationToken) =>
        {
            var response = await pass();
            if (random.Next(share) == 0)
            {
                var type = response.Content.Headers.ContentType;
                response.Content = new ByteArrayContent(Mutation.Of(await response.Content.ReadAsByteArrayAsync(cancellationToken), random)) { Headers = { ContentType = type } };
            }

            return response;
        });

        var run = await world.RunAsync("sync", world.WriteNew(4), "--fetch", random.Next(2) == 0 ? "list" : "retrieve", "--max-failures", "100%");

        run.ExitCode.Should().BeOneOf([0, 1, 4, 7], run.Error);
        foreach (var (id, outcome) in run.Directory is null ? new Dictionary<string, string>() : run.Outcomes())
        {
            (outcome is not "applied" || World.IsNew(world.Emulator.Find(id)!)).Should().BeTrue("{0} is reported {1}", id, outcome);
            (outcome is not ("notAttempted" or "stale") || world.OrderId(id) == "old").Should().BeTrue("{0} is reported {1}", id, outcome);
        }
    });

    // In full size a hundred times as many.
    private async Task EachAsync(int cases, Func<Random, string, Task> test)
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("TESTS_FUZZ_SEED") ?? "0", null);
        var file = _directory.File("case");
        for (var seed = first; seed < first + FullSize.Of(cases, cases * 100); seed++)
        {
            try
            {
                await test(new Random(seed), file);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Case {seed} (TESTS_FUZZ_SEED={seed} begins with it): {e.Message}", e);
            }
        }
    }

    private async Task<string> MakeRunAsync()
    {
        using var world = World.With(coupons: 6);
        world.Refusing("POST /v1/coupons/C2", HttpStatusCode.BadRequest);
        var run = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", "é =1"), ("C1", "b"), ("C2", "c"), ("C3", "d"), ("NO", "x")]));
        run.Count("applied").Should().Be(3);
        var kept = _directory.File("run");
        Directory.CreateDirectory(kept);
        foreach (var path in Directory.GetFiles(run.Directory!))
        {
            File.Copy(path, Path.Combine(kept, Path.GetFileName(path)));
        }

        return kept;
    }

    private static string Show(PlanFile plan) => string.Join('\n', plan.Changes()
        .Select(static c => $"{c.Sequence} {c.Line} {c.Id} {c.Action} {string.Join(',', c.Metadata)} {c.Name} {c.Terms}")
        .Append($"{plan.Header.RunId} {plan.Header.AccountId} {plan.Header.Livemode} {plan.ChangeCount}"));
}
