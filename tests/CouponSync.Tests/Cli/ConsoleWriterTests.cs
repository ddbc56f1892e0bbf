using CouponSync.Cli;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Cli;

public sealed class ConsoleWriterTests
{
    [Fact]
    public async Task A_stream_that_fails_is_remembered_and_nothing_is_written_after_it()
    {
        using var full = new FailingWriter(5, FailingWriter.Full);
        using var writer = new ConsoleWriter(full);

        writer.Write("a");
        writer.WriteLine("bcdefg");
        await writer.WriteLineAsync("h");
        writer.Write('i');
        await writer.FlushAsync();

        full.Taken.Should().Be("abcde");
        writer.Failure!.Message.Should().Be("No space left on device");
    }

    [Fact]
    public void A_stream_that_is_closed_is_remembered()
    {
        using var writer = new ConsoleWriter(static () => throw new IOException("it is closed"));

        writer.WriteLine("a");

        writer.Failure!.Message.Should().Be("it is closed");
    }

    [Fact]
    public void A_reader_that_has_gone_is_no_failure()
    {
        using var unread = new FailingWriter(2, FailingWriter.Unread);
        using var writer = new ConsoleWriter(unread);

        writer.WriteLine("abc");
        writer.WriteLine("d");

        unread.Taken.Should().Be("ab");
        writer.Failure.Should().BeNull();
    }

    [Fact]
    public void A_fault_of_the_program_is_not_hidden()
    {
        using var faulty = new FailingWriter(0, new InvalidOperationException("a bug"));
        using var writer = new ConsoleWriter(faulty);

        var write = () => writer.Write("a");

        write.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_stream_that_nothing_is_written_to_is_not_even_opened()
    {
        using var writer = new ConsoleWriter(static () => throw new IOException("it is closed"));

        writer.Flush();

        writer.Failure.Should().BeNull();
    }
}
