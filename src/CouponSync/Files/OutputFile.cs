namespace CouponSync.Files;

/// <summary>
/// A place that the user named for output. A file appears there complete or not at all, behind a link at what the link
/// leads to; a pipe or a device is written into.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    /// <summary>How long a pipe is waited for that nobody reads yet.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromSeconds(30);

    private readonly FileReaders _readers;
    private Stream? _stream;

    private OutputFile(string name, FileTarget target, FileReaders readers)
    {
        Name = name;
        Target = target;
        _readers = readers;
    }

    /// <summary>As the user gave it.</summary>
    public string Name { get; }

    /// <summary>What it leads to.</summary>
    public FileTarget Target { get; }

    /// <summary>Whether it is a file, which can be written again, and not something to write into.</summary>
    public bool IsFile => Target.Descriptor is null && Target.Kind is FileKind.Missing or FileKind.File;

    /// <summary>Looks at a place; nothing is opened yet.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <param name="readers">Who can read a file there.</param>
    /// <exception cref="IOException">Nothing can be written there; the message is a sentence for people.</exception>
    public static OutputFile At(string path, FileReaders readers = FileReaders.Owner)
    {
        if (path is "" or "-")
        {
            throw new IOException(path.Length == 0
                ? "the name of the file is empty."
                : "it would be standard output, which has something else to carry; name a file.");
        }

        var target = FileTarget.Of(path);
        if (Path.EndsInDirectorySeparator(path) && target.Kind is not FileKind.Directory)
        {
            throw new IOException($"'{path}' is the name of a directory, and there is none.");
        }

        return target.Kind switch
        {
            FileKind.Directory => throw new IOException($"'{path}' is a directory."),
            FileKind.Other when target.Descriptor is null => throw new IOException($"'{path}' is neither a file nor a pipe nor a terminal; nothing is written over it."),
            FileKind.Missing when target.Descriptor is not null => throw new IOException($"'{path}' is not open."),
            _ => new OutputFile(path, target, readers),
        };
    }

    /// <summary>Makes sure that it can be written: to be done before the work, not after it. A pipe is opened, and waited for.</summary>
    /// <param name="openDescriptor">Opens a descriptor of this process.</param>
    /// <param name="time">The clock of the wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">It cannot be written, or nobody reads the pipe.</exception>
    public async Task OpenAsync(Func<int, Stream> openDescriptor, TimeProvider time, CancellationToken cancellationToken)
    {
        if (IsFile)
        {
            if (_readers == FileReaders.Everybody)
            {
                // What everybody reads is for a collector, whose directory may not be there yet.
                PrivateFiles.CreateDirectory(Path.GetDirectoryName(Target.Path)!, _readers);
            }

            if (AtomicFile.Refusal(Target.Path) is { } refusal)
            {
                throw new IOException(refusal);
            }
        }
        else if (Target.Descriptor is { } descriptor)
        {
            _stream = openDescriptor(descriptor);
        }
        else
        {
            _stream = await OpenStreamAsync(time, cancellationToken);
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It cannot be written. A reader of a pipe that has gone is none of these.</exception>
    public async Task WriteAsync(Func<Stream, Task> write)
    {
        if (_stream is not { } stream)
        {
            await AtomicFile.WriteAsync(Target.Path, write, _readers);
            return;
        }

        try
        {
            await write(stream);
            await stream.FlushAsync();
        }
        catch (Exception e) when (StorageFailure.IsReaderGone(e))
        {
            // It has had what it wanted.
        }
    }

    /// <summary>Lets this be written into what another one has open.</summary>
    public void Share(OutputFile other) => _stream = other._stream;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // What could not be written was said when it was.
        }
    }

    // Opening a pipe returns when somebody opens its other end. Nothing can wake who waits for that but its reader, so
    // somebody else waits there.
    private async Task<Stream> OpenStreamAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var opening = Task.Run(
            () => new FileStream(Target.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), CancellationToken.None);
        try
        {
            return await opening.WaitAsync(MostWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new IOException($"nobody opened the pipe '{Name}' for reading within {MostWait.TotalSeconds:0} s; start its reader first.");
        }
    }
}
