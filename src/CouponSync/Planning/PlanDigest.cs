using System.Security.Cryptography;

namespace CouponSync.Planning;

/// <summary>
/// What a plan is sealed with: one SHA-256 that runs over its lines. Its value after the last change is the plan's;
/// the beginning of its value after each line is written at that line's end, so that an edited file is not only
/// refused but the line named.
/// </summary>
/// <remarks>A line is <c>{...,"check":"0123abcd"}</c>; the digest runs over it as it is without the check.</remarks>
internal sealed class PlanDigest : IDisposable
{
    /// <summary>How many hexadecimal digits of the running digest a line carries.</summary>
    public const int CheckLength = 8;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _value = new byte[SHA256.HashSizeInBytes];

    /// <summary>What stands before a line's check; <see cref="CheckEnd"/> stands behind it.</summary>
    public static ReadOnlySpan<byte> CheckStart => ",\"check\":\""u8;

    /// <summary>What stands behind a line's check.</summary>
    public static ReadOnlySpan<byte> CheckEnd => "\"}"u8;

    /// <summary>The plan's SHA-256 so far, in lower case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(Current());

    /// <summary>Takes a line.</summary>
    /// <param name="open">The line without its closing brace, its check and its end.</param>
    /// <returns>The line's check.</returns>
    public string Append(ReadOnlySpan<byte> open)
    {
        _hash.AppendData(open);
        _hash.AppendData("}\n"u8);
        return Convert.ToHexStringLower(Current()[..(CheckLength / 2)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private ReadOnlySpan<byte> Current() => _value.AsSpan(0, _hash.GetCurrentHash(_value));
}
