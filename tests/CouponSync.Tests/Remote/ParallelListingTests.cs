using CouponSync.Emulator;
using Xunit.Abstractions;

namespace CouponSync.Tests.Remote;

public sealed class ParallelListingTests(ITestOutputHelper output)
{
    private const long Now = 1_795_000_000;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    public static TheoryData<string, int> Accounts => new()
    {
        { "spread", 100_000 },
        { "batches", 100_000 },
        { "hour", 50_000 },
        { "second", 100_000 },
        { "two lumps", 100_000 },
    };

    [Theory]
    [MemberData(nameof(Accounts))]
    public void At_200_ms_a_page_a_whole_account_is_read_at_the_allowed_rate(string kind, int count)
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(CreatedTimes(kind, count));

        var result = rig.Run(rig.List, ids);

        var pages = count / 100;
        output.WriteLine(
            $"{kind}: {rig.Requests.List} requests for {pages} pages, {result.Took.TotalSeconds:0.0} s, bound {pages / 25.0:0.0} s; {rig.Requests.RateLimited} refused");
        rig.Image.Count.Should().Be(count);
        rig.Requests.List.Should().BeLessThanOrEqualTo((long)(1.05 * pages));
        rig.Requests.RateLimited.Should().Be(0);
        result.Took.TotalSeconds.Should().BeLessThanOrEqualTo(1.10 * pages / 25);
    }

    [Fact]
    public void Nobody_is_missed_and_nobody_shown_twice_while_coupons_come_and_go()
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(CreatedTimes("batches", 20_000));
        var random = new Random(5);
        var deleted = new HashSet<string>(StringComparer.Ordinal);
        var created = 0;

        rig.Run(rig.List, ids, _ =>
        {
            var id = ids[random.Next(ids.Length)];
            if (deleted.Add(id))
            {
                rig.Emulator.Delete(id);
            }

            rig.Emulator.Create(new EmulatorCoupon { Id = $"new-{created++}", Terms = new EmulatorTerms { PercentOff = 5 } });
        });

        deleted.Should().NotBeEmpty();
        ids.Where(id => !deleted.Contains(id)).Should().OnlyContain(id => rig.Image.Contains(id));
    }

    [Fact]
    public void A_deletion_at_the_very_cursor_restarts_from_the_last_second_and_is_counted()
    {
        using var rig = new FetchRig(Latency);
        var ids = rig.Seed(CreatedTimes("spread", 1_000));
        var list = rig.List;
        var pages = 0;

        rig.Run(list, ids, _ =>
        {
            if (++pages == 3)
            {
                // Newest first: the third page ends with the 300th newest, which is the next cursor.
                rig.Emulator.Delete(ids[700]);
            }
        });

        list.Restarts.Should().Be(1);
        rig.Image.Count.Should().Be(1_000);
        rig.LogLines.Should().Contain(line => line.Contains(ids[700], StringComparison.Ordinal) && line.Contains("has gone", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_refuses_created_is_walked_with_one_cursor_and_the_log_says_so()
    {
        using var rig = new FetchRig(Latency, around: static inner => new RefusesCreated(inner));
        var ids = rig.Seed(CreatedTimes("spread", 20_000));

        rig.Run(rig.List, ids);

        rig.Image.Count.Should().Be(20_000);
        rig.LogLines.Should().ContainSingle(line => line.Contains("refuses the filter created", StringComparison.Ordinal));
        rig.Requests.List.Should().BeLessThan(210);
    }

    [Fact]
    public void Without_latency_one_walker_is_enough()
    {
        using var rig = new FetchRig(TimeSpan.FromMilliseconds(10));
        var ids = rig.Seed(CreatedTimes("spread", 20_000));

        rig.Run(rig.List, ids);

        rig.Requests.List.Should().Be(200);
    }

    private static IEnumerable<long> CreatedTimes(string kind, int count) => kind switch
    {
        // Evenly over three years, oldest first.
        "spread" => Enumerable.Range(0, count).Select(i => Now - ((count - i) * (94_608_000L / count))),
        // Five hundred within ten seconds, then nothing for a day.
        "batches" => Enumerable.Range(0, count).Select(i => Now - ((count - i) / 500 * 86_400L) + (i % 500 / 50)),
        "hour" => Enumerable.Range(0, count).Select(i => Now - 3_600 + (i * 3_600L / count)),
        // Three thousand within one second, in the middle of the rest: these only one cursor can read.
        "second" => Enumerable.Range(0, count).Select(i =>
            i < count / 2 ? Now - 9_000_000 + (i * 50L) : i < (count / 2) + 3_000 ? Now - 5_000_000 : Now - 4_900_000 + ((i - (count / 2)) * 50L)),
        // Half within an hour a year ago, half within an hour today.
        _ => Enumerable.Range(0, count).Select(i =>
            (i < count / 2 ? Now - 31_536_000 : Now - 3_600) + (i % (count / 2) * 3_600L / (count / 2))),
    };

    private sealed class RefusesCreated(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.Query.Contains("created", StringComparison.Ordinal)
                ? Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest)
                {
                    RequestMessage = request,
                    Content = new StringContent("""{"error":{"type":"invalid_request_error","code":"parameter_unknown","param":"created[lte]","message":"Received unknown parameter: created"}}"""),
                })
                : base.SendAsync(request, cancellationToken);
    }
}
