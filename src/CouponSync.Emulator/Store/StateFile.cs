using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CouponSync.Emulator;

/// <summary>
/// The whole state of an emulator as a file of JSON lines: a header with the schema, then one object a line. It is
/// written beside the old file and takes its place in one step.
/// </summary>
internal static class StateFile
{
    private const string Schema = "couponsync.emulator/1";

    private static readonly JsonWriterOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the state.</summary>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    public static void Save(EmulatorParts parts, string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);

        // A name of its own: two that save at once must not write into one file.
        var temporary = $"{full}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, Options()))
            {
                Write(parts, stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a state into an emulator that is empty.</summary>
    /// <exception cref="EmulatorStateException">The file is not a state of this version, or cannot be read.</exception>
    public static async Task LoadAsync(EmulatorParts parts, string path, CancellationToken cancellationToken)
    {
        var number = 1;
        try
        {
            using var reader = new StreamReader(path);
            var lines = new StateLines(reader);
            for (; await lines.NextAsync(cancellationToken) is { } line; number++)
            {
                using var document = JsonDocument.Parse(line);
                if (number == 1)
                {
                    ReadHeader(parts, document.RootElement);
                }
                else
                {
                    StateRecords.Read(parts, document.RootElement);
                }
            }
        }
        catch (Exception wrong) when (JsonFields.IsDamage(wrong))
        {
            throw new EmulatorStateException($"{path}, line {number}", JsonFields.Reason(wrong), wrong);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new EmulatorStateException(path, Directory.Exists(path) ? "This is a directory." : wrong.Message, wrong);
        }

        if (number == 1)
        {
            throw new EmulatorStateException(path, "The file is empty.");
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static void Write(EmulatorParts parts, FileStream stream)
    {
        // Not the stream itself: a JSON writer flushes what it writes to, here at every line.
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line, OneLine);
        void EndLine()
        {
            json.Flush();
            stream.Write(line.WrittenSpan);
            stream.WriteByte((byte)'\n');
            line.ResetWrittenCount();
            json.Reset();
        }

        json.WriteStartObject();
        json.WriteString("schema"u8, Schema);
        json.WriteString("account"u8, parts.Options.AccountId);
        json.WriteString("saved_at"u8, parts.Time.GetUtcNow());
        json.WriteNumber("ids_drawn"u8, parts.Ids.Drawn);
        json.WriteEndObject();
        EndLine();
        foreach (var livemode in (bool[])[false, true])
        {
            foreach (var write in StateRecords.Of(parts.Mode(livemode).Account, parts.Time.GetUtcNow()))
            {
                write(json);
                EndLine();
            }
        }
    }

    private static void ReadHeader(EmulatorParts parts, JsonElement header)
    {
        var schema = header.TextOrNull("schema");
        if (!string.Equals(schema, Schema, StringComparison.Ordinal))
        {
            throw new FormatException($"The schema is '{schema}', and this version reads {Schema}.");
        }

        parts.Ids.Drawn = header.Integer("ids_drawn");
    }
}
