using CouponSync.Files;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Files;

public sealed class StorageFailureTests
{
    public static TheoryData<Exception, string> Failures => new()
    {
        { new IOException("No space left on device : '/a/b'", 28), "Make room" },
        { new IOException("Disk quota exceeded : '/a/b'", 122), "Make room" },
        { new IOException("Read-only file system : '/a/b'", 30), "Make the volume writable" },
        { new IOException("Input/output error : '/a/b'", 5), "Check the disk" },
        { new IOException("Too many open files : '/a/b'", 24), "Raise the limit of open files" },
        { new FileNotFoundException("Could not load file or assembly 'Spectre.Console, Version=0.0.0.0, Culture=neutral'. Gone.", "Spectre.Console, Version=0.0.0.0, Culture=neutral"), "Raise the limit of open files" },
        { new UnauthorizedAccessException("Access to the path '/no/such/place' is denied."), "Give this user the right" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void The_remedy_fits_the_failure(Exception failure, string remedy)
    {
        StorageFailure.Is(failure).Should().BeTrue();
        StorageFailure.Remedy(failure).Should().StartWith(remedy);
        StorageFailure.Reason(failure).Should().NotEndWith(".");
    }

    [Fact]
    public void A_directory_in_the_place_of_a_file_is_called_that()
    {
        using var directory = new TemporaryDirectory();
        var open = () => File.ReadAllBytes(directory.Path);

        var failure = open.Should().Throw<UnauthorizedAccessException>().Which;

        StorageFailure.Reason(failure).Should().Be($"'{directory.Path}' is a directory, where a file belongs");
        StorageFailure.Remedy(failure).Should().Be("Move it away");
    }

    [Fact]
    public void A_part_of_the_program_that_cannot_be_opened_is_called_that() =>
        StorageFailure.Reason(new FileNotFoundException("Could not load file or assembly.", "Spectre.Console, Version=0.0.0.0, Culture=neutral"))
            .Should().Be("a part of the program itself, Spectre.Console, cannot be opened");

    [Fact]
    public void The_file_is_named_and_not_the_one_it_is_written_to_first()
    {
        using var directory = new TemporaryDirectory();
        using var file = AtomicFile.Create(directory.File("report.html"));

        StorageFailure.Reason(new IOException($"No space left on device : '{file.Stream.Name}'", 28))
            .Should().Be($"No space left on device : '{directory.File("report.html")}'");
    }
}
