using System.Text;
using System.Text.Json;
using CouponSync.Files;

namespace CouponSync.Runs;

/// <summary>
/// The coupons that <c>update</c> wrote outside of any run. It takes no lock: one write is what anybody does in the
/// dashboard, and nobody should wait hours for a run to make it. But the kept snapshot does not have what it writes:
/// the coupon stands here, from before it is sent, until a run has read it again.
/// </summary>
/// <param name="path">The file, one JSON string a line.</param>
internal sealed class SingleWrites(string path)
{
    /// <summary>Those beside the snapshot of an account.</summary>
    /// <param name="snapshotPath">The snapshot.</param>
    public static SingleWrites Beside(string snapshotPath) => new(snapshotPath + ".written");

    /// <summary>Notes a coupon that is about to be written.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task AddAsync(string id, TimeProvider time, CancellationToken cancellationToken)
    {
        using var file = await PrivateFiles.OpenExclusivelyAsync(path, time, cancellationToken);
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(id, StateJson.Default.String) + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>The coupons, and how far the file was read.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (IReadOnlyList<string> Ids, long Length) Read()
    {
        if (!File.Exists(path))
        {
            return ([], 0);
        }

        var ids = new List<string>();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var lines = new StreamReader(file);
        long length = 0;
        foreach (var line in lines.ReadToEnd().Split('\n').SkipLast(1))
        {
            length += Encoding.UTF8.GetByteCount(line) + 1;
            try
            {
                ids.Add(JsonSerializer.Deserialize(line, StateJson.Default.String)!);
            }
            catch (JsonException)
            {
                // Torn by a power cut, before its write was sent.
            }
        }

        return (ids, length);
    }

    /// <summary>Forgets what was read; what came after that stays.</summary>
    /// <param name="length">How far it was read.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Forget(long length)
    {
        if (length == 0)
        {
            return;
        }

        using var file = PrivateFiles.OpenExclusively(path);
        var rest = new byte[file.Length - length];
        file.Seek(length, SeekOrigin.Begin);
        file.ReadExactly(rest);
        file.Seek(0, SeekOrigin.Begin);
        file.Write(rest);
        file.SetLength(rest.Length);
    }
}
