using System.Globalization;
using System.Text.Json;
using CouponSync.Cli;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What scripts read stands alone on standard output, in the form they asked for.</summary>
public sealed class ScriptTests
{
    [Fact]
    public async Task The_report_stands_on_standard_output_as_JSON_and_the_text_nowhere()
    {
        using var world = World.With(coupons: 2);

        var run = await world.RunAsync("sync", world.WriteRows("coupons.csv", [("C0", "Zürich €"), ("GONE", "x")]), "--report", "-", "--report-format", "json");

        run.ExitCode.Should().Be(1);
        run.Out.Should().Be(await File.ReadAllTextAsync(Path.Combine(run.Directory!, "report.json")));
        run.Error.Should().Contain("needs attention").And.Contain("GONE").And.NotContain("Requests  ");
    }

    [Theory]
    [InlineData("csv", "line,id,action,")]
    [InlineData("MD", "## ")]
    [InlineData("html", "<!doctype html>")]
    public async Task Other_forms_do_too(string format, string start)
    {
        using var world = World.With(coupons: 1);

        var run = await world.RunAsync("sync", world.WriteNew(1), "-n", "--quiet", "--report", "-", "--report-format", format);

        run.ExitCode.Should().Be(0);
        run.Out.TrimStart('\uFEFF').Should().StartWithEquivalentOf(start);
        run.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task A_report_on_a_full_standard_output_is_not_delivered()
    {
        using var world = World.With(coupons: 1);
        world.Out = new FailingWriter(100, FailingWriter.Full);

        var run = await world.RunAsync("sync", world.WriteNew(1), "--report", "-", "--report-format", "json");

        run.ExitCode.Should().Be(7);
        run.Report.GetProperty("run").GetProperty("stopReason").GetString().Should().Contain("report on standard output");
    }

    [Theory]
    [InlineData("does not say how", "--report", "-")]
    [InlineData("is for --report -", "--report-format", "json")]
    [InlineData("must be one of json, csv, md, html", "--report", "-", "--report-format", "xml")]
    public async Task What_does_not_go_together_is_refused(string says, params string[] options)
    {
        using var world = World.With(coupons: 1);

        var run = await world.RunAsync(["sync", world.WriteNew(1), .. options]);

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain(says);
    }

    [Fact]
    public async Task Check_tells_all_problems_as_JSON()
    {
        using var world = World.With();
        var file = world.Write("coupons.csv", "id,metadata[a]\n" + string.Concat(Enumerable.Range(0, 150).Select(static i => $"C{i},x,y\n")) + "GOOD,é\n");

        var run = await world.RunAsync("check", file, "--json");

        run.ExitCode.Should().Be(3);
        var told = JsonElement.Parse(run.Out);
        told.GetProperty("schema").GetString().Should().Be("couponsync.check/1");
        (told.GetProperty("valid").GetBoolean(), told.GetProperty("rows").GetInt64(), told.GetProperty("validRows").GetInt64()).Should().Be((false, 151, 1));
        told.GetProperty("problems").GetArrayLength().Should().Be(150).And.Be(told.GetProperty("errors").GetInt32());
        told.GetProperty("problems")[0].GetProperty("line").GetInt64().Should().Be(2);
    }

    [Fact]
    public async Task With_a_log_of_JSON_nothing_else_is_mixed_into_it()
    {
        using var world = World.With(coupons: 1);

        var run = await world.RunAsync("sync", world.WriteNew(1), "--log-format", "json");
        var report = await world.RunAsync("sync", world.WriteNew(1), "--log-format", "json", "--report", "-", "--report-format", "json");

        (run.ExitCode, run.Out).Should().Be((0, ""));
        JsonElement.Parse(report.Out).GetProperty("schema").GetString().Should().StartWith("couponsync.report/");
        (run.Error + report.Error).Should().BeEmpty("the log alone has the rest");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_question_is_no_line_of_JSON_where_there_is_a_terminal_for_it(bool hasTerminal)
    {
        using var world = World.With(coupons: 1);
        world.Terminal = new TerminalFacts { InputIsTerminal = true, OutIsTerminal = true, ErrorIsTerminal = true };
        world.ControllingTerminal = hasTerminal ? new StringWriter(CultureInfo.InvariantCulture) : null;
        world.Answer = "no";

        var run = await world.RunAsync("sync", world.WriteNew(1), "--log-format", "json");

        run.ExitCode.Should().Be(130);
        (hasTerminal ? world.ControllingTerminal!.ToString() : run.Error).Should().Contain("Apply it?");
        run.Error.Contains("Apply it?", StringComparison.Ordinal).Should().Be(!hasTerminal);
    }
}
