using System.Runtime.CompilerServices;
using CouponSync.Reporting;

namespace CouponSync.Tests.Reporting;

/// <summary>Renderers let go of what they have written; memory as such cannot be measured beside other tests.</summary>
public sealed class StreamingTests
{
    private const int Changes = 10_000;

    [Theory]
    [InlineData(".json", 1_250_000)]
    [InlineData(".csv", 500_000)]
    [InlineData(".html", 500_000)]
    [InlineData(".md", 20_000)]
    public async Task A_renderer_holds_neither_changes_nor_text(string kind, long leastBytes)
    {
        IReportRenderer renderer = kind switch
        {
            ".json" => new JsonReportRenderer(),
            ".csv" => new CsvReportRenderer(),
            ".html" => new HtmlReportRenderer(),
            _ => new MarkdownReportRenderer(),
        };
        var held = new List<int>();
        await using var stream = new MeasuringStream();

        await renderer.WriteAsync(
            SampleReports.Create(Changes) with { Changes = Watched(held) }, stream, CancellationToken.None);

        held.Should().NotBeEmpty().And.OnlyContain(h => h == 0);
        stream.Written.Should().BeGreaterThan(leastBytes);
        stream.LargestWrite.Should().BeLessThan(500_000);
    }

    [Fact]
    public void The_console_holds_only_what_it_shows()
    {
        var held = new List<int>();

        ReportText.Console(SampleReports.Create(Changes) with { Changes = Watched(held) });

        held.Should().NotBeEmpty().And.OnlyContain(h => h == 0);
    }

    private static IEnumerable<ReportedChange> Watched(List<int> held)
    {
        var passed = new List<WeakReference>();
        foreach (var change in SampleReports.Create(Changes).Changes)
        {
            if (change.Change.Sequence % 100 == 0)
            {
                Remember(passed, change);
            }

            if (change.Change.Sequence % (Changes / 2) == 0)
            {
                GC.Collect();

                // The last few may still be in somebody's hand.
                held.Add(passed.SkipLast(5).Count(p => p.IsAlive));
            }

            yield return change;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Remember(List<WeakReference> passed, ReportedChange change) => passed.Add(new WeakReference(change));

    private sealed class MeasuringStream : MemoryStream
    {
        public long Written { get; private set; }

        public int LargestWrite { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Note(count);

        public override void Write(ReadOnlySpan<byte> buffer) => Note(buffer.Length);

        public override void WriteByte(byte value) => Note(1);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Note(count);
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Note(buffer.Length);
            return ValueTask.CompletedTask;
        }

        private void Note(int count)
        {
            Written += count;
            LargestWrite = Math.Max(LargestWrite, count);
        }
    }
}
