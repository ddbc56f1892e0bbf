using System.Net;
using CouponSync.Coupons;
using CouponSync.Http;
using CouponSync.Planning;
using CouponSync.Reporting;

namespace CouponSync.Tests.Reporting;

/// <summary>Values that look the same are spelled out in every report that people read, and in none for programs.</summary>
public sealed class SpelledOutTests
{
    private const string Before = "Caf\u00E9";
    private const string After = "Cafe\u0301";

    private static readonly RunReport Report = new()
    {
        Run = SampleReports.Create(1).Run,
        Summary = new RunCounts { Rows = 1, Update = 1 },
        Requests = new RequestCounts(),
        Changes =
        [
            new ReportedChange(
                new PlannedChange
                {
                    Sequence = 1,
                    Line = 2,
                    Id = "C1",
                    Action = ChangeAction.Update,
                    Metadata = [new KeyChange("drink", Before, After)],
                    Name = new ValueChange("SALE", "S\u0410LE"),
                },
                null,
                null,
                null),
        ],
        Problems = [new Problem("blank_cell", "A sentence.") { Line = 2, Severity = ProblemSeverity.Warning }, new Problem("missing", "Another.") { Line = 3 }],
    };

    [Theory]
    [InlineData(80)]
    [InlineData(200)]
    public void On_the_console(int width) => ReportText.Console(Report, width).Should()
        .Contain(@"drink: ""Caf\u{E9}"" -> ""Cafe\u{301}""").And.Contain(@"name: ""SALE"" -> ""S\u{410}LE""")
        .And.Contain("blank cell: 1  warning");

    [Fact]
    public async Task In_Markdown()
    {
        var text = WebUtility.HtmlDecode(await ReportText.RenderAsync(new MarkdownReportRenderer(), Report));

        text.Should().Contain(@"<code>Caf\u{E9}</code> | <code>Cafe\u{301}</code>").And.Contain("blank_cell</code> (warning)");
    }

    [Fact]
    public async Task On_the_page() => (await ReportText.RenderAsync(new HtmlReportRenderer(), Report)).Should()
        .Contain(@"""Caf\\u{E9}"",""Cafe\\u{301}""").And.Contain(@"""SALE"",""S\\u{410}LE""");

    [Fact]
    public async Task And_programs_get_the_values_as_they_are()
    {
        (await ReportText.RenderAsync(new JsonReportRenderer(), Report)).Should()
            .Contain($$"""{"before":"{{Before}}","after":"{{After}}"}""").And.Contain("\"message\":\"A sentence.\",\"severity\":\"warning\"")
            .And.Contain("\"message\":\"Another.\"}");
        (await ReportText.RenderAsync(new CsvReportRenderer(), Report)).Should().Contain($",{Before},{After},");
    }
}
