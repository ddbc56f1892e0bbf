using CouponSync.Coupons;

namespace CouponSync.Input;

/// <summary>Where the bytes of a CSV come from: a file or a stream, compressed with gzip or not.</summary>
internal sealed class CsvInput
{
    private readonly Func<Stream> _open;
    private readonly bool _isNamedGzip;

    /// <summary>An input that is opened in some way.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="open">Opens it; called only once. What it returns is disposed of after reading.</param>
    public CsvInput(string name, Func<Stream> open)
    {
        Name = name;
        _open = open;
        _isNamedGzip = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What people call it: the path as it was given, or <c>standard input</c>.</summary>
    public string Name { get; }

    /// <summary>The input that a command line names.</summary>
    /// <param name="path">A path, or <c>-</c> for standard input.</param>
    /// <param name="standardInput">Opens standard input; called only for <c>-</c>, and only once.</param>
    public static CsvInput From(string path, Func<Stream> standardInput) =>
        path == "-" ? new CsvInput("standard input", standardInput) : FromPath(path);

    /// <summary>A file.</summary>
    public static CsvInput FromPath(string path) => new(path, () => OpenFile(path));

    /// <summary>Opens the input, once.</summary>
    /// <exception cref="InvalidInputException">It cannot be opened.</exception>
    public Stream Open()
    {
        try
        {
            return _open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotReadable(Name, e);
        }
    }

    /// <summary>Looks at the first bytes.</summary>
    /// <param name="start">The first eight, or all there are.</param>
    /// <returns>Whether the input is compressed with gzip.</returns>
    /// <exception cref="InvalidInputException">It is empty, or not what its name says.</exception>
    public bool IsGzip(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            throw Failure("empty_file", $"{Name} is empty. It needs a header row and at least one data row.");
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return true;
        }

        FileKinds.RefuseBinary(start, Name);
        return !_isNamedGzip
            ? false
            : throw Failure(
                "corrupt_gzip",
                $"{Name} is named .gz but is not compressed with gzip. Rename it, or compress it again.");
    }

    /// <summary>The failure that stands for an I/O error while reading.</summary>
    public static InvalidInputException NotReadable(string name, Exception cause) =>
        new(new Problem("not_readable", $"{name} cannot be read: {cause.Message}"), cause);

    private static InvalidInputException Failure(string kind, string message) => new(new Problem(kind, message));

    private static FileStream OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw Failure("is_directory", $"{path} is a directory. Name a CSV file in it.");
        }

        try
        {
            // Reads are large already; a buffer of its own would only copy.
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failure("file_not_found", $"{path} does not exist. Check the path; a relative one starts from the working directory.");
        }
        catch (UnauthorizedAccessException)
        {
            throw Failure("no_permission", $"{path} may not be read by this user. Change its permissions.");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw NotReadable(path, e);
        }
    }
}
