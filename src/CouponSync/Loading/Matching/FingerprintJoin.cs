using System.Numerics;
using System.Text;
using CouponSync.Loading.Csv;
using CouponSync.Loading.Remote;

namespace CouponSync.Loading.Matching;

/// <summary>
/// Finds the rows that are what their coupon is already, all at once: one pass over the rows, one over the image's
/// fingerprints, and what has the same <see cref="Fingerprint"/> belongs together. Looking each row's coupon up costs
/// many times more.
/// </summary>
/// <remarks>
/// It may say of an unchanged row that it is not known to be one, but never the reverse: a fingerprint takes in the
/// id and everything that is compared. The rows' fingerprints go to a file in partitions by the hash of the id, like
/// the coupons', so that the memory is about the same for any number of rows.
/// </remarks>
internal sealed class FingerprintJoin : IDisposable
{
    // For fewer rows than this, or than the coupons divided by this, looking coupons up is over sooner.
    private const int FewRows = 500;
    private const int CouponsPerRow = 100;

    // Making a fingerprint costs more than reading one.
    private const int MadeCouponsPerRow = 8;
    private const int RowsBetweenLooks = 1024;

    private const ulong UpperHalf = 0xFFFFFFFF_00000000;
    private const int Decided = -2;

    private readonly LoadedInput _input;
    private readonly RemoteImage _image;
    private readonly FingerprintRecipe _recipe;
    private readonly PartitionedSpool<RowEntry> _rows;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<ulong, Fingerprint?> _known = [];

    private FingerprintJoin(LoadedInput input, RemoteImage image, bool prunes, string directory, CancellationToken cancellationToken)
    {
        _input = input;
        _image = image;
        _recipe = FingerprintRecipe.For(input.Header, prunes);
        _rows = new PartitionedSpool<RowEntry>(directory, "fingerprints");
        _cancellationToken = cancellationToken;
    }

    /// <summary>Whether so many rows are enough for it.</summary>
    public static bool IsWorthwhile(long rows) => rows >= FewRows;

    /// <summary>Finds them.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="image">The coupons. Fingerprints that it lacks are made; nothing else may be written to it meanwhile.</param>
    /// <param name="prunes">Whether keys that the file does not name are unset.</param>
    /// <param name="except">Coupons whose rows are not to be found.</param>
    /// <param name="directory">An existing directory for temporary files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The rows that surely ask nothing of their coupon.</returns>
    /// <exception cref="InvalidDataException">A record of the image is damaged.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The image cannot be read.</exception>
    public static RowSet Find(
        LoadedInput input,
        RemoteImage image,
        bool prunes,
        IEnumerable<string> except,
        string directory,
        CancellationToken cancellationToken)
    {
        image.Fingerprints.Complete();
        if (!IsWorthwhile(input.ValidCount))
        {
            return new RowSet(0);
        }

        using var join = new FingerprintJoin(input, image, prunes, directory, cancellationToken);
        return join.Find(except);
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private RowSet Find(IEnumerable<string> except)
    {
        var key = _image.Fingerprints.KeyOf(_recipe) ?? (MakeFingerprints() ? _image.Fingerprints.KeyOf(_recipe) : null);
        if (key is not { } made || made.Count > _input.ValidCount * CouponsPerRow)
        {
            return new RowSet(0);
        }

        LookUp(_image.Fingerprints.Stale(), new CouponProjection(_recipe, made.Hash));
        foreach (var id in except)
        {
            _known[HashOf(id)] = null;
        }

        AddRows(new RowProjection(_input.Header, made.Hash));
        var found = new RowSet(_input.RowCount);
        // Were some missing, one of them might have had the last word on a coupon.
        return Match(found) == made.Count ? found : new RowSet(0);
    }

    private static ulong HashOf(string id) => FingerprintTable.HashOf(Encoding.UTF8.GetBytes(id));

    private bool MakeFingerprints()
    {
        var most = _input.ValidCount * MadeCouponsPerRow;
        if (_image.Fingerprints.Count > most)
        {
            // A larger file's; they are left to it.
            return false;
        }

        _image.Fingerprints.Record(_recipe);
        using var coupon = _image.Scan();
        for (long seen = 0; coupon.MoveNext(); seen++)
        {
            if (seen % RowsBetweenLooks == 0)
            {
                _cancellationToken.ThrowIfCancellationRequested();
            }

            if (seen == most)
            {
                _image.Fingerprints.Abandon();
                return false;
            }

            _image.Fingerprints.Put(coupon[0], coupon[1]);
        }

        _image.Fingerprints.Complete();
        return true;
    }

    private void LookUp(IReadOnlyList<string> ids, CouponProjection projection)
    {
        foreach (var id in ids)
        {
            var record = _image.Record(id);
            _known[HashOf(id)] = record.IsEmpty ? null : projection.Of(Encoding.UTF8.GetBytes(id), record);
            _image.Release();
        }
    }

    private void AddRows(RowProjection projection)
    {
        var idColumn = _input.Header.IdIndex;
        using var row = _input.Read();
        while (row?.MoveNext() == true)
        {
            if (row.Index % RowsBetweenLooks == 0)
            {
                _cancellationToken.ThrowIfCancellationRequested();
            }

            if (!row.IsValid)
            {
                continue;
            }

            row.Decode();
            if (projection.Of(row) is { } fingerprint)
            {
                var idHash = FingerprintTable.HashOf(row[idColumn]);
                _rows.Add(FingerprintTable.PartitionOf(idHash), new RowEntry(new CouponFingerprint(idHash, fingerprint), row.Index));
            }
        }

        _rows.Flush();
    }

    /// <returns>How many fingerprints of coupons there were.</returns>
    private long Match(RowSet found)
    {
        RowEntry[] rowBuffer = [];
        CouponFingerprint[] couponBuffer = [];
        ulong[] table = [];
        long count = 0;
        for (var partition = 0; partition < FingerprintTable.Partitions; partition++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var coupons = _image.Fingerprints.Read(partition, ref couponBuffer);
            count += coupons.Length;
            Match(_rows.Read(partition, ref rowBuffer), coupons, ref table, found);
        }

        return count;
    }

    private void Match(ReadOnlySpan<RowEntry> rows, ReadOnlySpan<CouponFingerprint> coupons, ref ulong[] table, RowSet found)
    {
        // An open hash table, never more than half full. A slot has the row's index, counted from 1 so that 0 is free,
        // and the upper half of the hash; where to begin is said by the bits between that and the partition's.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(rows.Length * 2, 2));
        if (table.Length < size)
        {
            table = new ulong[size];
        }

        var slots = table.AsSpan(0, size);
        slots.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            var wanted = rows[i].Wanted;
            if (_known.Count > 0 && _known.TryGetValue(wanted.IdHash, out var known))
            {
                if (known == wanted.Fingerprint)
                {
                    found.Add(rows[i].Row);
                }

                continue;
            }

            var slot = SlotOf(wanted.IdHash, size);
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & (size - 1);
            }

            slots[slot] = (wanted.IdHash & UpperHalf) | (uint)(i + 1);
        }

        // The last word on a coupon comes first, and no other is heard.
        for (var i = coupons.Length - 1; i >= 0; i--)
        {
            var idHash = coupons[i].IdHash;
            for (var slot = SlotOf(idHash, size); slots[slot] != 0; slot = (slot + 1) & (size - 1))
            {
                var index = (int)(uint)slots[slot] - 1;
                if (((slots[slot] ^ idHash) & UpperHalf) != 0 || index == Decided || rows[index].Wanted.IdHash != idHash)
                {
                    continue;
                }

                if (rows[index].Wanted.Fingerprint == coupons[i].Fingerprint)
                {
                    found.Add(rows[index].Row);
                }

                slots[slot] |= uint.MaxValue;
            }
        }
    }

    private static int SlotOf(ulong idHash, int size) => (int)(idHash / FingerprintTable.Partitions) & (size - 1);

    private readonly record struct RowEntry(CouponFingerprint Wanted, long Row);
}
