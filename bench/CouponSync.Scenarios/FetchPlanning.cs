using System.Globalization;
using System.Text;
using CouponSync.Settings;
using CouponSync.Tests.Remote;

namespace CouponSync.Scenarios;

/// <summary>What reading costs on accounts and files of several shapes, at 200 ms an answer and 25 requests a second.</summary>
internal static class FetchPlanning
{
    /// <summary>The part's heading, and its columns that have an aim.</summary>
    public const string Heading = "Fetch planning";
    public const string Better = "better way";
    public const string First = "requests";
    public const string Second = "the second time";

    /// <summary>Reads.</summary>
    /// <returns>Markdown with a table.</returns>
    public static string Measure()
    {
        var text = new StringBuilder($"""
            200 ms an answer, 25 requests/s, on a clock that is moved by hand. The better way is the cheaper one of listing all and reading by id;
            the second time the run knows how large the account was.

            | account | wanted | {Better} | {First} | took | {Second} | took |
            |---|---|--:|--:|--:|--:|--:|

            """);
        foreach (var (name, created) in Accounts())
        {
            var account = new ListedAccount(created, TimeSpan.FromMilliseconds(200));
            foreach (var (which, wanted) in Files(account.Ids))
            {
                var first = account.Read(FetchMode.Auto, wanted);
                var second = account.Read(FetchMode.Auto, wanted, first.Size);
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {which} | {Math.Min(account.AllPages, wanted.Length):N0} | {first.Requests:N0} | {first.Took.TotalSeconds:0.0} s | {second.Requests:N0} | {second.Took.TotalSeconds:0.0} s |");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<(string Name, IEnumerable<long> Created)> Accounts() =>
    [
        ("50,000 coupons, some every day", CreatedTimes.Spread(50_000)),
        ("50,000 coupons in batches of 500", CreatedTimes.Batches(50_000)),
        ("50,000 coupons, half by a migration", CreatedTimes.Growing(50_000)),
        ("80 coupons", CreatedTimes.Spread(80)),
    ];

    private static IEnumerable<(string Which, string[] Ids)> Files(IReadOnlyList<string> ids) => ids.Count < 1_000
        ? [("all", [.. ids]), ("10 of them", [.. ids.Take(10)])]
        :
        [
            ("all", [.. ids]),
            ("the 5,000 newest", [.. ids.Take(5_000)]),
            ("the 5,000 oldest", [.. ids.TakeLast(5_000)]),
            ("every 500th", [.. ids.Where(static (_, i) => i % 500 == 250)]),
            ("10 that are not there", [.. Enumerable.Range(0, 10).Select(static i => $"no-such-{i}")]),
        ];
}
