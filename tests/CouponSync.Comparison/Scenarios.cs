using System.Globalization;
using System.IO.Compression;
using System.Text;
using CouponSync.Emulator;
using static CouponSync.Comparison.Step;

namespace CouponSync.Comparison;

/// <summary>The scenarios. C00, C01 ... are the coupons of <see cref="Plain"/>, each with an <c>order_id</c> of <c>old</c>.</summary>
internal static class Scenarios
{
    private const string LiveKey = "sk_live_51ThisKeyIsASecret0123456789abcdef";
    private const string Update = "POST /v1/coupons/*";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // The first 30 coupons; the second file wants something else of the first ten.
    private static readonly Step New = File("coupons.csv", Rows(30));
    private static readonly Step Newer = File("newer.csv", Rows(10, value: "newer"));

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("sync", Plain(40), New, Run("sync coupons.csv"), Run("sync coupons.csv"), Run("runs"), Run("runs {run1}"), Run("runs --last 1")),
        new("sync the sample", Sample, SampleFile, Run("sync coupons.csv --report r.csv --report r.md --report r.html --report r.json --metrics m.prom"),
            Run("sync coupons.csv"), Run("sync .couponsync/runs/{run1}/errors.csv")),
        new("dry run", Plain(40), New, Run("sync coupons.csv --dry-run"), Run("sync coupons.csv --dry-run --detailed-exit-code"), Run("sync coupons.csv"),
            Run("sync coupons.csv --dry-run --detailed-exit-code")),
        new("dry run of the sample", Sample, SampleFile, Run("sync coupons.csv --dry-run --plan plan.jsonl --report r.csv --report r.md --report r.html --report r.json"),
            Run("apply plan.jsonl")),
        new("the emulated account", Plain(0), SampleFile, Variable("COUPONSYNC_Throttle__Rate", null), Run("sync coupons.csv --emulator --dry-run"),
            Run("sync coupons.csv --emulator"), Run("get 25OFF --emulator"), Run("revert {run2} --emulator"), Run("export --emulator")),
        new("many at once", Plain(1000), Variable("COUPONSYNC_Throttle__MaxInFlight", "8"), File("coupons.csv", Rows(1000)), Run("sync coupons.csv --fetch list"),
            Run("revert {run1} --fetch list")),

        // What a file can ask for.
        new("names and unsetting", Plain(5),
            File("c.csv", "id,name,metadata[order_id],metadata.note\nC00,Neu,,\nC01,\"A, \"\"b\"\"\",x,\nC02,,,y\nC03,,old,\"two\nlines\"\n"), Run("sync c.csv"),
            Run("sync c.csv --empty-cells unset"), Run("sync c.csv --empty-cells unset")),
        new("pruning", Plain(5), File("c.csv", "id,metadata[note]\nC00,a\nC01,\nC02,b\n"), Run("sync c.csv --prune-metadata --dry-run"), Run("sync c.csv --prune-metadata"),
            Run("revert {run2}")),
        new("creating", Plain(3), File("c.csv", Creations), Run("sync c.csv"), Run("sync c.csv --create-missing --dry-run"), Run("sync c.csv --create-missing"),
            Run("sync c.csv --create-missing"), Run("revert {run3}"), Run("revert {run3} --delete-created"), Run("revert {run6}")),
        new("terms in conflict", Sample, File("c.csv", "id,percent_off,duration,metadata[a]\n25OFF,26,once,b\nC404,1,once,b\na+b=c?,,,b\n"), Run("sync c.csv"),
            Run("sync c.csv --create-missing")),
        new("unprefixed columns", Plain(3), File("c.csv", "coupon_id,order_id,note (metadata),nmae\nC00,x,y,z\n"), Run("sync c.csv"), Run("sync c.csv --unprefixed-metadata")),
        new("delimiters and encodings", Plain(5), File("semi.csv", "id;metadata[order_id]\nC00;a,b\n"), File("tab.csv", "id\tmetadata[order_id]\r\nC01\ta;b\r\n"),
            File("sep.csv", "sep=|\nid|metadata[order_id]\nC02|x\n"), File("bom.csv", [0xEF, 0xBB, 0xBF, .. Utf8("id,metadata[order_id]\nC03,ä\n")]),
            File("utf16.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("id,metadata[order_id]\nC04,ö\n")]), File("packed.csv.gz", Gzip(Rows(5, value: "gz"))),
            Run("sync semi.csv"), Run("sync tab.csv"), Run("sync sep.csv"), Run("sync bom.csv"), Run("sync utf16.csv"), Run("sync packed.csv.gz"),
            Run("sync -", Utf8(Rows(5, value: "stdin"))), Run("sync semi.csv --delimiter ,"), Run("sync semi.csv --delimiter xx")),

        // Input that cannot be used.
        new("bad rows", Plain(5), File("rows.csv", BadRows), Run("check rows.csv --all"), Run("sync rows.csv"), Run("sync rows.csv --skip-invalid"),
            Run("sync rows.csv --skip-invalid --dry-run --create-missing")),
        new("bad headers", Plain(1),
            File("a.csv", "id,coupon,metadata[],metadata[x],metadata.x,metadata[a[b],metadata[ k ],percent_of,nonsense,currency_options[euro],metadata[" + new string('k', 41) + "]\nC00" + new string(',', 10) + "\n"),
            File("b.csv", "name,metadata[x]\na,b\n"), File("c.csv", "id\n"), File("d.csv", "id\nC00\n"), File("e.csv", "id,b;id\nC00,1;2\n"), File("f.csv", "id,\0x\nC00,a\n"),
            File("g.csv", $"id{string.Concat(Enumerable.Range(0, 51).Select(static i => $",metadata[{i}]"))}\nC00{string.Concat(Enumerable.Repeat(",x", 51))}\n"),
            Run("check a.csv --all"), Run("check b.csv"), Run("check c.csv"), Run("check d.csv"), Run("check e.csv"), Run("check f.csv"), Run("check g.csv"), Run("sync g.csv"),
            Run("sync a.csv")),
        new("bad files", Plain(1), File("empty.csv", ""), File("blank.csv", "\n\n"), File("book.csv", [.. "PK\u0003\u0004"u8, 0, 0, 0, 0]), File("not.csv.gz", Rows(2)),
            File("cut.csv.gz", Gzip(Rows(500))[..90]), File("ansi.csv", [.. "id,metadata[x]\nC00,"u8, 0xE4, 10]),
            File("half.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("id\nC0\uD83C\uDF89")[..^2]]),
            File("utf32.csv", [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("id\nC00\n")]), File("utf16.csv", Encoding.Unicode.GetBytes("id,metadata[x]\nC00,a\n")),
            File("nul.csv", new byte[64]), File("page.csv", "<!DOCTYPE html>\n<html></html>\n"), File("open.csv", "id,metadata[x]\nC00,\"a\nC01,b\n"),
            File("stray.csv", "id,metadata[x]\nC00,a\"b\nC01,\"c\"d\n"), Run("check missing.csv"), Run("check ."), Run("check empty.csv"), Run("check blank.csv"),
            Run("check book.csv"), Run("check not.csv.gz"), Run("check cut.csv.gz"), Run("check ansi.csv"), Run("check half.csv"), Run("check utf32.csv"),
            Run("check utf16.csv"), Run("check nul.csv"), Run("check page.csv"), Run("check open.csv"), Run("check stray.csv"), Run("sync ansi.csv --skip-invalid"),
            Run("sync missing.csv")),
        new("failed rows are synced again", Plain(10), File("c.csv", "id,metadata[order_id]\nC00,a\nC99,b\nC01,\"=1+1\"\nC02,c\nC02,d\n"), Fault("403@POST /v1/coupons/C01"),
            Run("sync c.csv --skip-invalid"), Fault(), Edit(".couponsync/runs/{run1}/errors.csv", static text => text.Replace("C99", "C03", StringComparison.Ordinal)),
            Run("sync .couponsync/runs/{run1}/errors.csv --skip-invalid")),

        // Guards.
        new("guards", Plain(40), New, Newer, Run("sync coupons.csv --max-changes 29"), Run("sync coupons.csv --max-changes 99%"),
            Run("sync coupons.csv --max-changes 29 --dry-run"), Run("sync coupons.csv --max-changes 30 --dry-run"), Run("sync coupons.csv --max-changes 29 --force max-changes"),
            Run("sync newer.csv --max-changes 100%")),
        new("guards of creations and unsets", Plain(5), File("c.csv", Creations), File("u.csv", "id,metadata[order_id]\nC00,\nC01,\n"),
            Run("sync c.csv --create-missing --max-creates 1"), Run("sync c.csv --create-missing --max-creates 1 --force max-creates"),
            Run("sync u.csv --empty-cells unset --max-unsets 1"), Run("sync u.csv --empty-cells unset --max-unsets 2")),
        new("the guard of rows", Plain(40), New, Run("sync coupons.csv"), File("coupons.csv", Rows(14, value: "cut")), Run("sync coupons.csv"),
            Run("sync coupons.csv --force min-rows"), Run("sync coupons.csv --force nonsense")),
        new("the failure limit", Plain(40), New, Fault("403@POST /v1/coupons/C0*", "409@POST /v1/coupons/C1*"), Run("sync coupons.csv --max-failures 2"),
            Fault("409@POST /v1/coupons/C1*"), Run("sync coupons.csv --max-failures 3"), Run("sync coupons.csv --max-failures 3 --force max-failures"), Fault(),
            Run("apply {run2}"), Run("apply {run3}")),

        // Plans, and taking back.
        new("a saved plan", Plain(40), New, Run("sync coupons.csv --dry-run --plan plan.jsonl"), Run($"apply plan.jsonl --sha256 {new string('0', 64)}"),
            Run("apply plan.jsonl --sha256 12"), Run("apply plan.jsonl --sha256 {sha256} --dry-run"), Run("apply plan.jsonl --sha256 {sha256} --max-changes 10"),
            Run("apply plan.jsonl --sha256 {sha256}"), Run("apply plan.jsonl"), Run("revert {run6}"), Run("apply plan.jsonl")),
        new("a damaged plan", Plain(10), Newer, Run("sync newer.csv --dry-run --plan plan.jsonl"),
            Edit("plan.jsonl", static text => text.Replace("\"newer\"", "\"other\"", StringComparison.Ordinal)), Run("apply plan.jsonl"),
            Edit("plan.jsonl", static text => text[..(text.Length / 2)]), Run("apply plan.jsonl"), File("plan.jsonl", ""), Run("apply plan.jsonl"), Run("apply nothing.jsonl"),
            Run("apply {run1}")),
        new("stale changes", Plain(40), New, Run("sync coupons.csv --dry-run --plan plan.jsonl"), Elsewhere("C03", "order_id", "theirs"),
            Elsewhere("C04", "order_id", "new-4"), Elsewhere("C05", "other", "theirs"), Elsewhere(static a => a.Delete("C06")), Run("apply plan.jsonl --dry-run"),
            Run("apply plan.jsonl"), Run("apply {run3}"), Run("revert {run3}")),
        new("a creation that is an update by now", Plain(1), File("c.csv", Creations), Run("sync c.csv --create-missing --dry-run --plan plan.jsonl"),
            Elsewhere(static a => a.Create(new EmulatorCoupon { Id = "NEW1", Terms = new EmulatorTerms { PercentOff = 15 } })),
            Elsewhere(static a => a.Create(new EmulatorCoupon { Id = "NEW2", Terms = new EmulatorTerms { PercentOff = 99 } })), Run("apply plan.jsonl"), Run("runs {run2}"),
            Run("revert {run2} --delete-created")),
        new("taking back", Plain(40), New, Newer, Run("sync coupons.csv"), Elsewhere("C07", "order_id", "theirs"), Elsewhere(static a => a.Delete("C08")),
            Run("revert {run1} --dry-run --plan undo.jsonl"), Run("revert {run1}"), Run("revert {run3}"), Run("revert {run1} --max-changes 1"), Run("revert nothing"),
            Run("apply undo.jsonl")),
        new("taking back names", Plain(3), File("c.csv", "id,name\nC00,Named\nC01,Named\n"), Elsewhere(static a => a.Update("C00", static c => c with { Name = "Before" })),
            Run("sync c.csv"), Run("revert {run1}"), Run("revert {run2}")),

        // Export, and single coupons.
        new("export", Sample, File("ids.txt", "25OFF\nC404\na+b=c?\n"), Run("export"), Run("export -o out.csv"), Run("export --ids-from ids.txt"),
            Run("export --ids-from ids.txt --fetch retrieve"), Run("export --created-since 2024-01-01"), Run("export --created-since soon"),
            Run("export --ids-from nothing.txt"), Run("sync out.csv"), Run("sync out.csv --create-missing --dry-run")),
        new("export of formulas", Plain(2), Elsewhere("C00", "note", "=1+1"), Elsewhere("C00", "other", "'@x"), Elsewhere("C01", "note", "'plain"), Run("export -o out.csv"),
            Run("sync out.csv"), Edit("out.csv", static text => text.Replace("1+1", "2+2", StringComparison.Ordinal)), Run("sync out.csv"), Run("export")),
        new("rebuilding an account", Plain(0), SampleFile, Run("sync coupons.csv --create-missing --skip-invalid"), Run("export")),
        new("single coupons", Sample, Run("get 25OFF"), Run("get C404"), Run("get 'a+b=c?'"), Run("update 25OFF -m order_id=6735 -m note=x"),
            Run("update 25OFF --unset note --name '25 % off'"), Run("update C404 -m a=b"), Run("update 25OFF"), Run("update 25OFF -m ab"), Run("update '50% off/first' -m a=b"),
            Run("get 25OFF")),

        // Reading.
        new("ways of reading", Plain(250), New, Run("sync coupons.csv --dry-run --fetch list"), Run("sync coupons.csv --dry-run --fetch retrieve"),
            Run("sync coupons.csv --dry-run --fetch auto --refresh"), Run("sync coupons.csv --dry-run --fetch nonsense"), Run("sync coupons.csv --fetch incremental")),
        new("few rows in a large account", Plain(1200), File("coupons.csv", Rows(3)), Run("sync coupons.csv --dry-run"), Run("sync coupons.csv"), Later(Day),
            Run("sync coupons.csv")),
        new("nights", Plain(250), New, Newer, Run("sync coupons.csv --fetch list"), Later(Day), Run("sync coupons.csv"), Elsewhere("C03", "order_id", "theirs"),
            Elsewhere("C03", "note", "theirs"), Elsewhere("C40", "order_id", "theirs"), Elsewhere(static a => a.Delete("C05")), Later(Day), Run("sync coupons.csv"),
            Run("update C04 -m order_id=mine"), Later(Day), Run("sync coupons.csv"), Later(Day), Run("sync newer.csv --fetch incremental"), Later(8 * Day),
            Run("sync coupons.csv"), Run("sync coupons.csv --refresh")),
        new("nights without events", Plain(250), New, Run("sync coupons.csv --fetch list"), Later(Day), Elsewhere("C03", "order_id", "theirs"), Run("sync coupons.csv"),
            Later(Day), Run("sync coupons.csv"), Run("sync coupons.csv --fetch incremental"), Variable("COUPONSYNC_Snapshot__AuditPages", "3"),
            Run("sync coupons.csv --fetch incremental")) { Account = new EmulatorOptions { EmitsCouponEvents = false } },

        // Faults.
        new("refusals", Plain(40), New,
            Fault("429:global-rate@*:count=2", "429:endpoint-concurrency@GET *:count=1", $"429@{Update}:count=2", $"429:lock-timeout@{Update}:count=2", $"429:endpoint-rate@{Update}:skip=9:count=3"),
            Run("sync coupons.csv"), Fault(), Run("sync coupons.csv")),
        new("server errors", Plain(40), New,
            Fault("500-before@GET *:count=1", "503-before@GET *:count=1", $"500-before@{Update}:count=2", $"500-after@{Update}:skip=4:count=2", $"503-before@{Update}:skip=8:count=2:remember=false", $"503-after@{Update}:skip=12:count=2:remember=false"),
            Run("sync coupons.csv"), Fault(), Run("sync coupons.csv")),
        new("lost connections and answers", Plain(40), New,
            Fault("drop-before@GET *:count=1", "broken-json@GET *:count=1", $"drop-before@{Update}:count=1", $"drop-after@{Update}:skip=4:count=1", $"broken-json@{Update}:skip=8:count=1", $"409@{Update}:skip=12:count=1"),
            Run("sync coupons.csv"), Fault(), Run("sync coupons.csv")),
        new("answers that are lost for good", Plain(40), New,
            Fault("drop-after@POST /v1/coupons/C03", "500-after@POST /v1/coupons/C05:remember=false", "409@POST /v1/coupons/C07", "500-before@POST /v1/coupons/C09"),
            Run("sync coupons.csv"), Fault(), Run("apply {run1}"), Run("revert {run2}")),
        new("answers that do not come", Plain(10), Newer, Variable("COUPONSYNC_Http__AttemptTimeout", "4s"),
            Fault("hang@POST /v1/coupons/C02:count=1", "hang-after@POST /v1/coupons/C04:count=1", "slow@GET *:delay=100ms"), Run("sync newer.csv"), Run("sync newer.csv")),
        new("reading that fails", Plain(10), Newer, Fault("500-before@GET /v1/coupons*"), Run("sync newer.csv --fetch list"), Fault("403@GET /v1/coupons*"),
            Run("sync newer.csv"), Fault("401@*"), Run("sync newer.csv"), Run("get C00"), Run("export")),
        new("a key that is revoked half way", Plain(40), New, Fault($"401@{Update}:skip=5"), Run("sync coupons.csv"), Fault(), Run("apply {run1}"), Run("revert {run1}"),
            Run("revert {run2}")),
        new("a server that cannot be reached", Plain(1), Newer, Variable("COUPONSYNC_Stripe__ApiBase", "http://127.0.0.1:1"), Run("sync newer.csv"), Run("get C00"), Run("export")),

        // Stops and kills. The fault holds one request, so that it is known how far the run is.
        new("stopped in order", Plain(40), New, Signal("TERM", $"slow@{Update}:skip=5:delay=4s:count=1", "sync coupons.csv"), Run("runs"), Run("apply {run1}"),
            Run("revert {run2}")),
        new("stopped in order, and taken back", Plain(40), New, Signal("TERM", $"slow@{Update}:skip=5:delay=4s:count=1", "sync coupons.csv"), Run("sync coupons.csv"),
            Run("revert {run1}")),
        new("the time budget", Plain(40), New, Fault($"slow@{Update}:skip=3:delay=8s:count=1"), Run("sync coupons.csv --max-duration 6s"), Run("sync coupons.csv")),
        new("killed, gone on with", Plain(40), New, Signal("KILL", $"hang@{Update}:skip=7", "sync coupons.csv"), Run("runs"), Run("runs {run1}"), Run("apply {run1}"),
            Run("revert {run2}")),
        new("killed after the write, gone on with", Plain(40), New, Signal("KILL", $"hang-after@{Update}:skip=7", "sync coupons.csv"), Run("apply {run1}"),
            Run("apply {run1}"), Run("revert {run2}")),
        new("killed, synced again", Plain(40), New, Run("sync coupons.csv --dry-run --fetch list"), Signal("KILL", $"hang-after@{Update}:skip=7", "sync coupons.csv"),
            Run("sync coupons.csv"), Run("revert {run2}"), Run("runs")),
        new("killed while it took back", Plain(40), New, Run("sync coupons.csv"), Signal("KILL", $"hang-after@{Update}:skip=7", "revert {run1}"), Run("apply {run2}"),
            Run("revert {run3}")),
        new("killed while it read", Plain(250), New, Signal("KILL", "hang@GET /v1/coupons:skip=1", "sync coupons.csv --fetch list"), Run("runs"), Run("apply {run1}"),
            Run("sync coupons.csv")),
        new("one at a time", Plain(40), New, Newer,
            Signal("TERM", $"slow@{Update}:skip=5:delay=20s:count=1", "sync coupons.csv", Run("sync newer.csv"), Run("update C39 -m note=meanwhile")), Run("sync coupons.csv")),

        // Who may do what.
        new("live keys", static a => a.Seed([Coupon(0), Coupon(1)], livemode: true), Newer, Variable("STRIPE_API_KEY", LiveKey), Run("sync newer.csv"),
            Run("sync newer.csv --dry-run"), Run("update C00 -m a=b"), Run("sync newer.csv --live --expect-livemode false"), Run("sync newer.csv --live --expect-livemode true"),
            Run("revert {run2}"), Run("export")),
        new("the right account", Plain(10), Newer, Run("sync newer.csv --expect-account acct_1Another"),
            Run("sync newer.csv --expect-account acct_1CouponSyncEmulat --dry-run --plan plan.jsonl"), Variable("STRIPE_API_KEY", LiveKey), Run("apply plan.jsonl --live"),
            Variable("STRIPE_API_KEY", null), Run("sync newer.csv"), Variable("STRIPE_API_KEY", "nonsense"), Run("sync newer.csv"),
            Variable("STRIPE_API_KEY", "pk_test_123456789012345678901234"), Run("get C00")),
        new("a restricted key", Plain(10), Newer, Variable("STRIPE_API_KEY", "rk_test_51ThisKeyIsASecret0123456789abcdef"), Run("sync newer.csv"), Later(Day),
            Run("sync newer.csv"), Run("sync newer.csv --expect-account acct_1CouponSyncEmulat"),
            Run("export")) { Account = new EmulatorOptions { RestrictedKeys = new Dictionary<string, IReadOnlySet<string>> { ["rk_test_51ThisKeyIsASecret0123456789abcdef"] = new HashSet<string> { "rak_coupon_read", "rak_coupon_write" } } } },
        new("wrong settings and options", Plain(10), Newer, File("bad.json", "{\"Guards\":{\"MaxChanges\":\"many\"},\"Fetch\":{\"Mode\":\"some\"}}"),
            File("odd.json", "{\"Guards\":"), Run("sync newer.csv --config bad.json"), Run("sync newer.csv --config odd.json"), Run("sync newer.csv --config nothing.json"),
            Run("sync newer.csv --rate 0"), Run("sync newer.csv --max-changes some"), Run("sync newer.csv --nonsense"), Run("sync"),
            Run("sync newer.csv --plan nowhere/plan.jsonl"), Run("sync newer.csv --report report.pdf")),
    ];

    private static Step SampleFile => File("coupons.csv", System.IO.File.ReadAllBytes(Path.Combine(Programs.Root(), "samples", "coupons.csv")));

    private static string Creations =>
        """
        id,name,percent_off,amount_off,currency,duration,duration_in_months,max_redemptions,redeem_by,applies_to,currency_options[usd],metadata[owner]
        NEW1,New,15,,,once,,,,,,crm
        NEW2,,,500,EUR,repeating,3,100,2029-12-31,prod_2 prod_1,600,"Müller, Anna"
        NEW3,,12.50,,,forever,,,1861920000,,,
        NEW4,,15,,,,,,,,,
        NEW5,,,500,EUR,,,,,,,
        NEW6,,,,,once,,,,,,
        NEW7,,10,,,once,,,2020-01-01,,,
        not valid,,10,,,once,,,,,,
        C00,,10,,,once,,,,,,crm
        C01,,11,,,once,,,,,,crm
        C404,,,,,,,,,,,crm

        """;

    private static string BadRows =>
        $"""
        id,name,percent_off,amount_off,currency,duration,duration_in_months,max_redemptions,redeem_by,applies_to,currency_options[usd],metadata[x],couponsync_escaped,
        ,no id,,,,,,,,,,,,
        {new string('i', 5001)},,,,,,,,,,,,,
        ..,,,,,,,,,,,,,
         C00 ,,,,,,,,,,,,,
        "C	00",,,,,,,,,,,,,
        C01,{new string('n', 41)},,,,,,,,,,{new string('v', 501)},,
        C02, spaced ,,,,,,,,,, spaced ,,
        C03,,25 %,,,,,,,,,,,
        C04,,,5.00,eur,,,,,,,,,
        N01,,,500,,,,,,,,,,
        N02,,10,500,eur,,,,,,,,,
        N03,,,500,euro,sometimes,-1,many,tomorrow,"a,b",0.5,,,
        N04,,10,,,once,3,,,,,,,
        N05,,,,,,,,,,,,asterisk,
        N06,,,,,,,,,,,,,filled
        N07,few
        N08,,,,,,,,,,,,,,many
        N09,,,,,,,,,,,"a{'\0'}b",,
        TWICE,,,,,,,,,,,a,,
        TWICE,,,,,,,,,,,b,,
        GOOD,,,,,,,,,,,a,,

        """;

    private static Action<StripeEmulator> Plain(int count) => account => account.Seed(Enumerable.Range(0, count).Select(Coupon));

    private static void Sample(StripeEmulator account) => account.SeedSampleAccount();

    private static EmulatorCoupon Coupon(int number) => new()
    {
        Id = Id(number),
        Created = 1_600_000_000 + (number * 60),
        Terms = new EmulatorTerms { PercentOff = 10 },
        Metadata = EmulatorMetadata.From([KeyValuePair.Create("order_id", "old")]),
    };

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"C{number:00}");

    private static string Rows(int count, string value = "new") =>
        "id,metadata[order_id]\n" + string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Id(i)},{value}-{i}\n")));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Utf8(text));
        }

        return packed.ToArray();
    }
}
