using CouponSync.Reporting;
using CouponSync.Reporting.Progress;
using CouponSync.Text;
using Microsoft.Extensions.Time.Testing;

namespace CouponSync.Tests.Reporting.Progress;

public sealed class RunProgressTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Without_a_terminal_there_is_a_line_per_phase_and_one_every_half_minute()
    {
        using var progress = new RunProgress(new PlainProgress(_output), _clock);
        progress.Start(ProgressPhase.ReadingFile, null);
        _clock.Advance(TimeSpan.FromSeconds(29));
        progress.Start(ProgressPhase.Applying, 40_000);
        for (var i = 0; i < 60; i++)
        {
            progress.Advance(80);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        progress.Failed();
        progress.RateLimited();
        _clock.Advance(TimeSpan.FromSeconds(30));

        Lines().Should().Equal(
            "Reading the file",
            "Applying: 40,000 changes",
            "Applying: 2,400 of 40,000 (6 %), 80/s, 7 min 50 s left",
            "Applying: 4,800 of 40,000 (12 %), 80/s, 7 min 20 s left",
            "Applying: 4,800 of 40,000 (12 %), 0.0/s, 1 failed, 1 rate limited");
    }

    [Fact]
    public void A_note_stays_and_the_line_comes_back_below_it()
    {
        using var progress = new RunProgress(Live(() => 100), _clock);
        progress.Start(ProgressPhase.ReadingStripe, null);
        progress.Note("Reading 10 coupons is expected to take 1 to 21 requests.");
        var noted = _output.ToString();
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        noted.Should().EndWith("\r\u001b[2KReading 10 coupons is expected to take 1 to 21 requests.\n");
        _output.ToString()[noted.Length..].Should().StartWith("\r\u001b[2KReading Stripe").And.NotContain("\n");
    }

    [Fact]
    public void Without_a_terminal_a_note_is_a_line()
    {
        using var progress = new RunProgress(new PlainProgress(_output), _clock);
        progress.Start(ProgressPhase.ReadingStripe, null);
        progress.Note("Reading 10 coupons is expected to take 1 to 21 requests.");

        Lines().Should().Equal("Reading Stripe", "Reading 10 coupons is expected to take 1 to 21 requests.");
    }

    [Fact]
    public void A_terminal_has_one_line_that_is_written_over()
    {
        using (var progress = new RunProgress(Live(() => 100), _clock))
        {
            progress.Start(ProgressPhase.Applying, 1_000);
            for (var i = 0; i < 50; i++)
            {
                progress.Advance(10);
                _clock.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        var frames = Frames();
        frames.Should().HaveCountGreaterThan(50);
        _output.ToString().Should().NotContain("\n");
        frames.Should().OnlyContain(f => VisibleText.Cells(f) < 100);
        frames.SkipLast(1).Last().Should().Be(
            "Applying          ━━━━━━━━━━━━━━━━━━━━────────────────────  500 of 1,000 (50 %)  100/s  5 s left");
        frames[^1].Should().BeEmpty("the line is taken away at the end");
    }

    [Fact]
    public void A_narrow_terminal_loses_details_before_the_line_breaks()
    {
        using var progress = new RunProgress(Live(() => 50), _clock);
        progress.Start(ProgressPhase.Applying, 1_000_000);
        progress.Advance(10_000);
        progress.Failed();
        progress.RateLimited();
        _clock.Advance(TimeSpan.FromSeconds(100));

        Frames().Should().OnlyContain(f => VisibleText.Cells(f) < 50);
        Frames()[^1].Should().Be("Applying          ────────────────  1 %  1 failed");
    }

    [Fact]
    public void While_something_else_is_written_the_line_is_away()
    {
        using var progress = new RunProgress(Live(() => 100), _clock);
        progress.Start(ProgressPhase.Planning, 10);
        using (progress.Suspend())
        {
            var before = _output.ToString();
            _clock.Advance(TimeSpan.FromSeconds(5));
            _output.ToString().Should().Be(before).And.EndWith("\u001b[2K");
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Frames()[^1].Should().StartWith("Planning");
    }

    [Fact]
    public void Nothing_is_shown_before_the_first_phase_nor_after_the_end()
    {
        var progress = new RunProgress(new PlainProgress(_output), _clock);
        _clock.Advance(TimeSpan.FromMinutes(5));
        progress.Dispose();
        progress.Start(ProgressPhase.Planning, 10);
        _clock.Advance(TimeSpan.FromMinutes(5));

        _output.ToString().Should().BeEmpty();
    }

    [Fact]
    public void An_empty_stage_is_complete()
    {
        using var progress = new RunProgress(new PlainProgress(_output), _clock);
        progress.Start(ProgressPhase.Applying, 0);
        _clock.Advance(TimeSpan.FromSeconds(30));

        Lines()[^1].Should().StartWith("Applying: 0 of 0 (100 %)");
    }

    [Theory]
    [InlineData(40, "Applying  ━━━━────────  40 %  30 failed")]
    [InlineData(80, "Applying  ━━━━──────  400 of 1,000 (40 %)  8 s left  30 failed  30 rate limited")]
    [InlineData(120, "Applying          ━━━━━━━━━━━━━━──────────────────────  400 of 1,000 (40 %)  80/s  8 s left  30 failed  30 rate limited")]
    [InlineData(200, "Applying          ━━━━━━━━━━━━━━━━────────────────────────  400 of 1,000 (40 %)  80/s  8 s left  30 failed  30 rate limited")]
    public void The_bar_stays_when_requests_are_rate_limited(int width, string expected)
    {
        using var progress = new RunProgress(Live(() => width), _clock);
        ApplyWithTrouble(progress);

        Frames()[^1].Should().Be(expected);
    }

    [Fact]
    public void At_every_width_the_line_fits_and_has_its_bar()
    {
        for (var width = 40; width <= 200; width++)
        {
            var columns = width;
            using var progress = new RunProgress(Live(() => columns), _clock);
            ApplyWithTrouble(progress);

            VisibleText.Cells(Frames()[^1]).Should().BeLessThan(width);
            Frames()[^1].Should().Contain("━").And.Contain("40 %");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void A_terminal_too_narrow_for_a_bar_still_has_one_line(int width)
    {
        using var progress = new RunProgress(Live(() => width), _clock);
        ApplyWithTrouble(progress);

        Frames().Should().OnlyContain(f => f.Length < width);
    }

    [Fact]
    public void A_resized_terminal_gets_a_line_of_its_width_and_nothing_of_the_former_one_stays()
    {
        var width = 120;
        using var progress = new RunProgress(Live(() => width), _clock);
        ApplyWithTrouble(progress);
        foreach (var now in (int[])[50, 200])
        {
            var before = _output.ToString().Length;
            width = now;
            _clock.Advance(TimeSpan.FromMilliseconds(100));

            // What was shown stands in three rows of 50.
            _output.ToString()[before..].Should().StartWith(now == 50 ? "\r\u001b[2K\u001b[A\u001b[2K\u001b[A\u001b[2KApplying" : "\r\u001b[2KApplying");
            VisibleText.Cells(Frames()[^1].Replace("\u001b[A\u001b[2K", "", StringComparison.Ordinal)).Should().BeLessThan(now);
        }
    }

    private void ApplyWithTrouble(RunProgress progress)
    {
        progress.Start(ProgressPhase.Applying, 1_000);
        progress.Advance(400);
        for (var i = 0; i < 30; i++)
        {
            progress.Failed();
            progress.RateLimited();
        }

        _clock.Advance(TimeSpan.FromSeconds(5));
    }

    private LiveProgress Live(Func<int?> width) => new(ReportConsole.Create(_output, 100, colour: false), width);

    private string[] Lines() => _output.ToString().TrimEnd('\n').Split('\n');

    private string[] Frames() => _output.ToString().Split("\r\u001b[2K")[1..];
}
