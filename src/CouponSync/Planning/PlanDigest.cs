using System.Security.Cryptography;
using System.Text;
using CouponSync.Text;

namespace CouponSync.Planning;

/// <summary>
/// What a plan is sealed with. One SHA-256 runs over all its lines, and the beginning of its value after each is written
/// at that line's end, so that an edited file is not only refused but the line named. Another runs over what the plan
/// does, the account, the mode and the changes: that is the plan's, and the same whenever the same plan is made.
/// </summary>
/// <remarks>A line is <c>{...,"check":"0123abcd"}</c>; the digest runs over it as it is without the check.</remarks>
internal sealed class PlanDigest : IDisposable
{
    /// <summary>How many hexadecimal digits of the running digest a line carries.</summary>
    public const int CheckLength = 8;

    private readonly IncrementalHash _deeds = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _value = new byte[SHA256.HashSizeInBytes];

    /// <summary>What stands before a line's check; <see cref="CheckEnd"/> stands behind it.</summary>
    public static ReadOnlySpan<byte> CheckStart => ",\"check\":\""u8;

    /// <summary>What stands behind a line's check.</summary>
    public static ReadOnlySpan<byte> CheckEnd => "\"}"u8;

    /// <summary>The plan's SHA-256 so far, in lower case hex.</summary>
    public string Sha256
    {
        get
        {
            _deeds.GetCurrentHash(_value);
            return Convert.ToHexStringLower(_value);
        }
    }

    /// <summary>Takes the first line.</summary>
    /// <param name="open">The line without its closing brace, its check and its end.</param>
    /// <param name="header">What it says.</param>
    /// <returns>The line's check.</returns>
    public string Append(ReadOnlySpan<byte> open, PlanHeader header)
    {
        _deeds.AppendData(Encoding.UTF8.GetBytes($"{header.AccountId}\n{Words.Mode(header.Livemode)}\n"));
        return Append(open);
    }

    /// <summary>Takes the line of a change.</summary>
    /// <param name="open">The line without its closing brace, its check and its end.</param>
    /// <returns>The line's check.</returns>
    public string AppendChange(ReadOnlySpan<byte> open)
    {
        _deeds.AppendData(open);
        _deeds.AppendData("}\n"u8);
        return Append(open);
    }

    /// <summary>Takes another line.</summary>
    /// <param name="open">The line without its closing brace, its check and its end.</param>
    /// <returns>The line's check.</returns>
    public string Append(ReadOnlySpan<byte> open)
    {
        _hash.AppendData(open);
        _hash.AppendData("}\n"u8);
        return Convert.ToHexStringLower(Current()[..(CheckLength / 2)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deeds.Dispose();
        _hash.Dispose();
    }

    private ReadOnlySpan<byte> Current() => _value.AsSpan(0, _hash.GetCurrentHash(_value));
}
