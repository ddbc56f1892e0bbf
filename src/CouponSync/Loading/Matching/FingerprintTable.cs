using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CouponSync.Loading.Csv;
using CouponSync.Loading.Remote;
using Microsoft.Data.Sqlite;

namespace CouponSync.Loading.Matching;

/// <summary>
/// The fingerprints of an image's coupons, in the image's own file and transactions: a fraction of the coupons' size,
/// in blocks by the hash of the id, so that all of them are read in no time. They are written once, by one recipe; of
/// a coupon that changes afterwards only the id is noted, and its fingerprint no longer counts.
/// </summary>
/// <param name="image">The image; its connection disposes of the statements.</param>
/// <param name="isKept">Whether the image is from an earlier run, so that it may have fingerprints.</param>
internal sealed class FingerprintTable(RemoteImage image, bool isKept)
{
    /// <summary>How many partitions there are: of a million coupons some 8,000 are in each.</summary>
    public const int Partitions = 128;

    /// <summary>The tables.</summary>
    public const string Tables = """
        CREATE TABLE fingerprints (place INTEGER PRIMARY KEY, entries BLOB NOT NULL);
        CREATE TABLE fingerprint_recipe (id INTEGER PRIMARY KEY CHECK (id = 1), recipe TEXT NOT NULL, key BLOB NOT NULL, entries INTEGER NOT NULL);
        CREATE TABLE stale_fingerprints (id TEXT PRIMARY KEY) WITHOUT ROWID;
        """;

    // A block's place is its partition and, below, its number.
    private const int NumberBits = 32;
    private static readonly int EntrySize = Unsafe.SizeOf<CouponFingerprint>();

    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private FingerprintRecording? _recording;
    private bool _isComplete;

    /// <summary>The partition of a coupon.</summary>
    /// <param name="idHash">The hash of its id.</param>
    public static int PartitionOf(ulong idHash) => (int)(idHash % Partitions);

    /// <summary>The hash of an id.</summary>
    /// <param name="id">The id in UTF-8.</param>
    public static ulong HashOf(ReadOnlySpan<byte> id) => XxHash64.Of(id);

    /// <summary>How many fingerprints there are, by whatever recipe.</summary>
    public long Count => Scalar("SELECT entries FROM fingerprint_recipe") as long? ?? 0;

    /// <summary>Forgets all fingerprints and makes one of every coupon that comes from here on.</summary>
    /// <param name="recipe">By which recipe.</param>
    public void Record(FingerprintRecipe recipe)
    {
        Execute("DELETE FROM fingerprint_recipe");
        Execute("DELETE FROM fingerprints");
        Execute("DELETE FROM stale_fingerprints");
        _isComplete = false;
        _recording = new FingerprintRecording(recipe, WriteBlock);
    }

    /// <summary>Takes a coupon that is put into the image.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="record">Its record.</param>
    public void Put(string id, ReadOnlySpan<byte> record)
    {
        if (_recording is null)
        {
            Touch(id);
        }
        else
        {
            _recording.Add(Encoding.UTF8.GetBytes(id), record);
        }
    }

    /// <summary>Takes a coupon that is stored already, while its fingerprints are made.</summary>
    /// <param name="id">Its id in UTF-8.</param>
    /// <param name="record">Its record.</param>
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    public void Put(ReadOnlySpan<byte> id, ReadOnlySpan<byte> record) => _recording!.Add(id, record);

    /// <summary>Notes that what is known of a coupon no longer counts.</summary>
    public void Touch(string id)
    {
        if (_recording is not null)
        {
            // It may be among those recorded, and nothing takes it out again.
            _recording.IsSpoilt = true;
        }

        // In a kept image in any case: a transaction that is taken back brings back the fingerprints before it.
        if (isKept || _isComplete)
        {
            Execute("INSERT OR IGNORE INTO stale_fingerprints (id) VALUES ($0)", id);
        }
    }

    /// <summary>Ends the recording; from here on the fingerprints can be used.</summary>
    public void Complete()
    {
        if (_recording is { } recording)
        {
            recording.Flush();
            _recording = null;
            if (!recording.IsSpoilt)
            {
                Execute(
                    "INSERT INTO fingerprint_recipe (id, recipe, key, entries) VALUES (1, $0, $1, $2)",
                    recording.Recipe.Text, recording.Key, recording.Count);
                _isComplete = true;
            }
        }
    }

    /// <summary>Gives up the recording.</summary>
    public void Abandon()
    {
        _recording = null;
        Execute("DELETE FROM fingerprints");
    }

    /// <summary>The key under which the fingerprints were made.</summary>
    /// <param name="recipe">The recipe that is wanted.</param>
    /// <returns>The key and how many fingerprints there are; null when there are none by this recipe, or so many no
    /// longer count that they are better made anew.</returns>
    public (SipHash Hash, long Count)? KeyOf(FingerprintRecipe recipe)
    {
        if (_recording is not null)
        {
            return null;
        }

        using var reader = Command("SELECT recipe, key, entries, (SELECT count(*) FROM stale_fingerprints) FROM fingerprint_recipe").ExecuteReader();
        return reader.Read()
            && string.Equals(reader.GetString(0), recipe.Text, StringComparison.Ordinal)
            && reader.GetValue(1) is byte[] { Length: SipHash.KeySize } key
            && reader.GetInt64(3) * 8 <= reader.GetInt64(2) + 1000
                ? (SipHash.WithKey(key), reader.GetInt64(2))
                : null;
    }

    /// <summary>The coupons whose fingerprints no longer count.</summary>
    public IReadOnlyList<string> Stale()
    {
        using var reader = Command("SELECT id FROM stale_fingerprints").ExecuteReader();
        var ids = new List<string>();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    /// <summary>Reads a partition's fingerprints in the order they were made: of the same coupon the last one counts.</summary>
    /// <param name="partition">Which, from 0.</param>
    /// <param name="entries">Takes them; a larger array takes its place when they are more.</param>
    /// <returns>The fingerprints; none when any of them is damaged.</returns>
    public Span<CouponFingerprint> Read(int partition, ref CouponFingerprint[] entries)
    {
        var count = 0;
        using var blocks = new RowScan(
            image.Connection,
            "SELECT entries FROM fingerprints WHERE place >= ?1 AND place < ?2 ORDER BY place",
            (long)partition << NumberBits,
            (partition + 1L) << NumberBits);
        while (blocks.MoveNext())
        {
            var block = blocks[0];
            var size = block.Length - sizeof(ulong);
            if (size < 0 || size % EntrySize != 0 || XxHash64.Of(block[..size]) != BinaryPrimitives.ReadUInt64LittleEndian(block[size..]))
            {
                // A damaged block may have had the last word on any coupon of the partition.
                return [];
            }

            if (entries.Length < count + (size / EntrySize))
            {
                Array.Resize(ref entries, (count + (size / EntrySize)) * 2);
            }

            block[..size].CopyTo(MemoryMarshal.AsBytes(entries.AsSpan(count)));
            count += size / EntrySize;
        }

        return entries.AsSpan(0, count);
    }

    private void WriteBlock(int partition, int number, ReadOnlySpan<CouponFingerprint> entries)
    {
        // After the entries their hash, which tells a damaged block.
        var bytes = MemoryMarshal.AsBytes(entries);
        var block = new byte[bytes.Length + sizeof(ulong)];
        bytes.CopyTo(block);
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(bytes.Length), XxHash64.Of(bytes));
        Execute("INSERT INTO fingerprints (place, entries) VALUES ($0, $1)", ((long)partition << NumberBits) + number, block);
    }

    private void Execute(string sql, params ReadOnlySpan<object> values) => Command(sql, values).ExecuteNonQuery();

    private object? Scalar(string sql) => Command(sql).ExecuteScalar();

    private SqliteCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = image.Connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this class.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = i == 0 ? "$0" : i == 1 ? "$1" : "$2" });
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.Transaction = image.Transaction;
        return command;
    }
}
