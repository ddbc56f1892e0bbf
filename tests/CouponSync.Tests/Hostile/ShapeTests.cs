using System.Globalization;
using CouponSync.Tests.EndToEnd;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Hostile;

/// <summary>Files whose shape alone would fill the memory of a careless reader, checked by a process that may not have it.</summary>
public sealed class ShapeTests
{
    private const string HeapLimit = "0x5000000"; // 80 MB

    [SkippableByPlatformTheory]
    [InlineData("columns nobody knows", 20_000, 100_000)]
    [InlineData("one column again and again", 20_000, 100_000)]
    [InlineData("more metadata keys than Stripe allows", 20_000, 100_000)]
    [InlineData("more cells than columns", 20_000, 100_000)]
    [InlineData("one id", 20_000, 1_000_000)]
    [InlineData("a quote that is never closed", 20_000, 2_000_000)]
    [InlineData("a line without an end", 6_000_000, 2_000_000_000)]
    public async Task Any_shape_is_refused_in_words_and_in_bounded_memory(string shape, int normal, int full)
    {
        using var world = World.With();
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        var count = FullSize.Of(normal, full);
        try
        {
            await using (var text = new StreamWriter(file))
            {
                Write(text, shape, count);
            }

            world.Variables["DOTNET_GCHeapHardLimit"] = HeapLimit;
            var check = await world.RunProcessAsync("check", file);

            check.ExitCode.Should().Be(3, check.Error);
            check.Error.Should().BeEmpty();
            check.Out.Should().Contain("is not valid");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Write(StreamWriter text, string shape, int count)
    {
        void Cells(Func<int, string> cell) => text.Write("C1," + string.Join(',', Enumerable.Range(0, count).Select(cell)) + "\n");
        switch (shape)
        {
            case "columns nobody knows":
                text.Write("id," + string.Join(',', Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"x{i}"))) + "\n");
                Cells(static _ => "v");
                break;
            case "one column again and again":
                text.Write("id," + string.Join(',', Enumerable.Repeat("metadata[a]", count)) + "\n");
                Cells(static _ => "v");
                break;
            case "more metadata keys than Stripe allows":
                text.Write("id," + string.Join(',', Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"metadata[k{i}]"))) + "\n");
                Cells(static _ => "v");
                break;
            case "more cells than columns":
                text.Write("id,name\n");
                Cells(static _ => "v");
                break;
            case "one id":
                text.Write("id,name\n");
                for (var i = 0; i < count; i++)
                {
                    text.Write("SAME,n\n");
                }

                break;
            case "a quote that is never closed":
                text.Write("id,name\nC1,\"");
                for (var i = 0; i < count; i++)
                {
                    text.Write("C1,name\n");
                }

                // Long enough at any size.
                text.Write(string.Concat(Enumerable.Repeat("C2,a rather long name\n", 250_000)));
                break;
            default:
                text.Write("id,name\nC1,");
                var block = new string('x', 1_000_000);
                for (var written = 0L; written < count; written += block.Length)
                {
                    text.Write(block);
                }

                break;
        }
    }
}
