using System.Globalization;
using System.Text.Json;
using CouponSync.Loading;

namespace CouponSync.Runs;

/// <summary>Who holds a lock, as it stands in a file of its own beside the lock, where it can be read while that is held.</summary>
internal sealed record LockHolder
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>Its process, on <see cref="Host"/>.</summary>
    public required int Process { get; init; }

    /// <summary>The process's <see cref="ProcessMark"/>.</summary>
    public string? Mark { get; init; }

    /// <summary>The machine.</summary>
    public required string Host { get; init; }

    /// <summary>When the run started.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it last said that it lives.</summary>
    public required DateTimeOffset Heartbeat { get; init; }

    /// <summary>A run of this process.</summary>
    public static LockHolder Here(string run, DateTimeOffset since, DateTimeOffset now) => new()
    {
        Run = run,
        Process = Environment.ProcessId,
        Mark = ProcessMark.Of(Environment.ProcessId),
        Host = Environment.MachineName,
        Since = since,
        Heartbeat = now,
    };

    /// <summary>Reads the file; null when there is none, or what is in it cannot be read as a holder.</summary>
    public static LockHolder? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(file, StateJson.Default.LockHolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the file in one step: a reader sees the old holder or this one.</summary>
    public void Write(string path)
    {
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Host}-{Process}.tmp");
        using (var file = PrivateFiles.Create(temporary))
        {
            JsonSerializer.Serialize(file, this, StateJson.Default.LockHolder);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Whether another holder is the same run in the same process.</summary>
    public bool IsSameAs(LockHolder? other) =>
        other is not null
        && Process == other.Process
        && string.Equals(Run, other.Run, StringComparison.Ordinal)
        && string.Equals(Host, other.Host, StringComparison.Ordinal);

    /// <summary>
    /// Whether the run still goes on, as far as one can tell who got the operating system's lock all the same: that
    /// lock may not reach as far as the file does (a shared volume), so its absence proves nothing there.
    /// </summary>
    /// <param name="asker">Who wants the lock.</param>
    /// <param name="now">The time.</param>
    /// <param name="staleAfter">How long a run on another machine may keep silent.</param>
    public bool IsAlive(LockHolder asker, DateTimeOffset now, TimeSpan staleAfter)
    {
        if (!string.Equals(Host, asker.Host, StringComparison.Ordinal))
        {
            // A clock ahead of ours is no proof of life for longer than one behind it.
            return (now - Heartbeat).Duration() < staleAfter;
        }

        // A process has one run at a time, so an entry of our own process is one that was left behind.
        return Process != asker.Process
            && Mark is not null
            && string.Equals(Mark, ProcessMark.Of(Process), StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"run {Run}, process {Process} on {Host}, since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}
