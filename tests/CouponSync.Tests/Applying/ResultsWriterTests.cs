using System.Text;
using CouponSync.Applying;
using CouponSync.Planning;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Applying;

public sealed class ResultsWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void After_a_torn_last_line_the_next_result_begins_a_fresh_one()
    {
        var path = _directory.File("results.jsonl");
        using (var writer = new ResultsWriter(path))
        {
            writer.Append(Result(1));
            writer.Append(Result(2));
        }

        Tear(path, 20);
        using (var writer = new ResultsWriter(path))
        {
            writer.Append(Result(3));
        }

        File.ReadAllLines(path).Count(static l => !l.EndsWith('}')).Should().Be(1, "what was torn spoils no other line");
        using var results = ResultsFile.Open(path, 3);
        (results.Find(Change(1))?.Outcome, results.Find(Change(3))?.Outcome).Should().Be((ChangeOutcome.Applied, ChangeOutcome.Applied));
        results.Find(Change(2))?.Outcome.Should().Be(ChangeOutcome.Unknown, "what was torn may have been made");
    }

    [Fact]
    public void Before_anything_is_sent_it_is_on_the_disk_that_something_will_be()
    {
        using var disk = new CountingDisk();

        using var writer = new ResultsWriter(disk, isTorn: false);

        disk.OnDisk.Should().Be(disk.Length).And.BePositive();
    }

    [Fact]
    public void A_power_cut_can_take_a_hundred_lines_at_most_and_nothing_of_a_file_that_was_closed()
    {
        using var disk = new CountingDisk();
        using var writer = new ResultsWriter(disk, isTorn: false);

        for (var i = 1; i <= 1000; i++)
        {
            writer.Append(Result(i));
            var lost = disk.ToArray().AsSpan((int)disk.OnDisk).Count((byte)'\n');
            lost.Should().BeLessThan(ResultsWriter.MostUnsynced);
        }

        writer.Append(Result(1001));
        writer.Complete();

        disk.OnDisk.Should().Be(disk.Length);
    }

    [Fact]
    public void A_whole_file_gets_no_empty_line()
    {
        var path = _directory.File("results.jsonl");
        for (var i = 1; i <= 2; i++)
        {
            using var writer = new ResultsWriter(path);
            writer.Append(Result(i));
            writer.Complete();
        }

        File.ReadAllLines(path).Should().HaveCount(6).And.NotContain("");
    }

    [Fact]
    public void A_full_disk_leaves_whole_lines_only_and_no_result_is_written_after_it()
    {
        using var disk = new SmallDisk(room: 500);
        var written = 0;
        using (var writer = new ResultsWriter(disk, isTorn: false))
        {
            var append = () => writer.Append(Result(++written));
            while (disk.Refusals == 0)
            {
                try
                {
                    append();
                }
                catch (IOException e)
                {
                    e.Message.Should().Contain("No space left");
                }
            }

            disk.Room = int.MaxValue;
            append.Should().Throw<IOException>("half of a line may be there; nothing may follow it").WithMessage("*No space left*");
        }

        var text = Encoding.UTF8.GetString(disk.ToArray());
        text.Should().EndWith("}\n");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(written - 2 + 1, "the first line says when the machine was started");
    }

    private static ChangeResult Result(int sequence) => new()
    {
        Sequence = sequence,
        Id = $"C{sequence}",
        Outcome = ChangeOutcome.Applied,
        RequestId = $"req_{sequence}",
        IdempotencyKey = $"key-{sequence}",
        Attempts = 1,
        At = DateTimeOffset.UnixEpoch,
    };

    private static PlannedChange Change(int sequence) => new() { Sequence = sequence, Id = $"C{sequence}", Action = ChangeAction.Update };

    private static void Tear(string path, int bytes)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length - bytes);
    }

    // As a full disk does, it takes what has room of a write and refuses the rest.
    private sealed class SmallDisk(int room) : MemoryStream
    {
        public int Room { get; set; } = room;

        public int Refusals { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var fits = (int)Math.Min(buffer.Length, Room - Position);
            base.Write(buffer[..fits]);
            if (fits < buffer.Length)
            {
                Refusals++;
                throw new IOException("No space left on device : 'results.jsonl'");
            }
        }
    }

    /// <summary>Knows how much of it was written through.</summary>
    private sealed class CountingDisk : MemoryStream
    {
        public long OnDisk { get; private set; }

        public override void Flush() => OnDisk = Length;
    }
}
