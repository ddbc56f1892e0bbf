using System.Security.Cryptography;
using System.Text;
using CouponSync.Coupons;

namespace CouponSync.Loading.Snapshot;

/// <summary>
/// The rows that were found to hold, each with a hash of its bytes. As long as neither the row nor its coupon changes
/// there is nothing to compare again. A coupon that changes takes its row's entry with it, in the same transaction.
/// </summary>
/// <param name="sql">The snapshot's statements.</param>
internal sealed class SyncedRows(SnapshotSql sql)
{
    private const int HashLength = 16;

    /// <summary>Whether the row held when it was last compared, and nothing has changed since.</summary>
    public bool Holds(CouponRow row)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        Hash(row, hash);
        return sql.Scalar("SELECT hash FROM synced WHERE id = $0", row.Id) is byte[] known && hash.SequenceEqual(known);
    }

    /// <summary>Remembers that the row holds.</summary>
    public void Add(CouponRow row)
    {
        var hash = new byte[HashLength];
        Hash(row, hash);
        sql.Execute("INSERT OR REPLACE INTO synced (id, hash) VALUES ($0, $1)", row.Id, hash);
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear() => sql.Execute("DELETE FROM synced");

    /// <summary>Names what rows are compared with: the columns and the options. Under another recipe nothing is remembered.</summary>
    /// <param name="columns">The header's cells.</param>
    /// <param name="options">The options that shape a plan, as text.</param>
    public static string Recipe(IEnumerable<string> columns, string options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, typeof(SyncedRows).Assembly.GetName().Version?.ToString() ?? "");
        Append(hash, options);
        foreach (var column in columns)
        {
            Append(hash, column);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, HashLength));
    }

    // SHA-256, cut short: two rows of one coupon that collide in 128 bits are not found by chance.
    private static void Hash(CouponRow row, Span<byte> target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < row.Cells.Count; i++)
        {
            Append(hash, row.Cells[i]);
        }

        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(whole);
        whole[..HashLength].CopyTo(target);
    }

    private static void Append(IncrementalHash hash, string text)
    {
        // The length goes first, so that no two lists of cells run together into the same bytes.
        Span<byte> length = stackalloc byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        hash.AppendData(length);
        Span<byte> bytes = stackalloc byte[512];
        if (Encoding.UTF8.TryGetBytes(text, bytes, out var written))
        {
            hash.AppendData(bytes[..written]);
        }
        else
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }
}
