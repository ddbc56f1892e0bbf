namespace CouponSync.Loading.Matching;

/// <summary>Writes a full block of fingerprints.</summary>
/// <param name="partition">The partition they belong to.</param>
/// <param name="number">How many blocks the partition had before.</param>
/// <param name="entries">The fingerprints.</param>
internal delegate void BlockWriter(int partition, int number, ReadOnlySpan<CouponFingerprint> entries);

/// <summary>The making of fingerprints, one for each coupon as it comes.</summary>
internal sealed class FingerprintRecording
{
    /// <summary>How many fingerprints a full block has.</summary>
    public const int BlockEntries = 256;

    private readonly CouponProjection _projection;
    private readonly BlockWriter _write;
    private readonly CouponFingerprint[]?[] _blocks = new CouponFingerprint[FingerprintTable.Partitions][];
    private readonly int[] _counts = new int[FingerprintTable.Partitions];
    private readonly int[] _numbers = new int[FingerprintTable.Partitions];

    /// <summary>Starts it, under a new key.</summary>
    /// <param name="recipe">What the fingerprints are made of.</param>
    /// <param name="write">Writes a block that is full.</param>
    public FingerprintRecording(FingerprintRecipe recipe, BlockWriter write)
    {
        Recipe = recipe;
        _write = write;
        Key = SipHash.NewKey();
        _projection = new CouponProjection(recipe, SipHash.WithKey(Key));
    }

    /// <summary>What the fingerprints are made of.</summary>
    public FingerprintRecipe Recipe { get; }

    /// <summary>The key.</summary>
    public byte[] Key { get; }

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Whether something happened that fingerprints cannot tell, so that they are not to be used.</summary>
    public bool IsSpoilt { get; set; }

    /// <summary>Adds a coupon; of one that comes again, the last counts.</summary>
    /// <param name="id">Its id in UTF-8.</param>
    /// <param name="record">Its record.</param>
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    public void Add(ReadOnlySpan<byte> id, ReadOnlySpan<byte> record)
    {
        var idHash = FingerprintTable.HashOf(id);
        var partition = FingerprintTable.PartitionOf(idHash);
        var block = _blocks[partition] ??= new CouponFingerprint[BlockEntries];
        block[_counts[partition]++] = new CouponFingerprint(idHash, _projection.Of(id, record) ?? default);
        Count++;
        if (_counts[partition] == BlockEntries)
        {
            Write(partition);
        }
    }

    /// <summary>Writes the blocks that are not full.</summary>
    public void Flush()
    {
        for (var partition = 0; partition < _counts.Length; partition++)
        {
            if (_counts[partition] > 0)
            {
                Write(partition);
            }
        }
    }

    private void Write(int partition)
    {
        _write(partition, _numbers[partition]++, _blocks[partition].AsSpan(0, _counts[partition]));
        _counts[partition] = 0;
    }
}
