using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Files;

namespace CouponSync.Runs;

/// <summary>Who holds a lock, as it stands in a file of its own beside the lock, where it can be read while that is held.</summary>
internal sealed record LockOwner
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>Its process, on <see cref="Host"/>.</summary>
    public required int Process { get; init; }

    /// <summary>The machine.</summary>
    public required string Host { get; init; }

    /// <summary>When the run started.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it last said that it lives.</summary>
    public required DateTimeOffset Heartbeat { get; init; }

    /// <summary>A run of this process.</summary>
    public static LockOwner Here(string run, DateTimeOffset since, DateTimeOffset now) => new()
    {
        Run = run,
        Process = Environment.ProcessId,
        Host = Environment.MachineName,
        Since = since,
        Heartbeat = now,
    };

    /// <summary>Reads the file; null when there is none, or what is in it cannot be read as an owner.</summary>
    public static LockOwner? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(file, StateJson.Default.LockOwner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the file in one step: a reader sees the old owner or this one.</summary>
    public void Write(string path)
    {
        using var file = AtomicFile.Create(path);
        JsonSerializer.Serialize(file.Stream, this, StateJson.Default.LockOwner);
        file.Commit();
    }

    /// <summary>Whether another owner is the same run in the same process.</summary>
    public bool IsSameAs(LockOwner? other) =>
        other is not null
        && Process == other.Process
        && string.Equals(Run, other.Run, StringComparison.Ordinal)
        && string.Equals(Host, other.Host, StringComparison.Ordinal);

    /// <summary>Whether the run is, or was, one of this machine.</summary>
    [JsonIgnore]
    public bool IsHere => string.Equals(Host, Environment.MachineName, StringComparison.Ordinal);

    /// <summary>
    /// Whether the run still goes on, as far as one can tell who got the operating system's lock all the same. On this
    /// machine that proves it dead; on a shared volume the lock may not reach as far as the file does.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="staleAfter">How long a run on another machine may keep silent.</param>
    public bool IsAlive(DateTimeOffset now, TimeSpan staleAfter) =>
        // A clock ahead of ours is no proof of life for longer than one behind it.
        !IsHere && (now - Heartbeat).Duration() < staleAfter;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"run {Run}, process {Process} on {Host}, since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}
