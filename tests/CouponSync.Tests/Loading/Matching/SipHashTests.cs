using CouponSync.Loading.Matching;

namespace CouponSync.Tests.Loading.Matching;

public sealed class SipHashTests
{
    // The first two of the reference's vectors_sip128: the bytes 0, 1, 2, ... under the key 0, 1, ... 15.
    [Theory]
    [InlineData(0, "A3817F04BA25A8E66DF67214C7550293")]
    [InlineData(1, "DA87C1D86B99AF44347659119B22FC45")]
    public void It_is_the_references_SipHash(int length, string expected)
    {
        var bytes = Enumerable.Range(0, 64).Select(static i => (byte)i).ToArray();

        var hash = SipHash.WithKey(bytes.AsSpan(0, SipHash.KeySize)).Of(bytes.AsSpan(0, length));

        var written = new byte[16];
        BitConverter.TryWriteBytes(written, hash.Low).Should().BeTrue();
        BitConverter.TryWriteBytes(written.AsSpan(8), hash.High).Should().BeTrue();
        Convert.ToHexString(written).Should().Be(expected);
    }

    [Fact]
    public void Every_byte_and_the_length_count()
    {
        var hash = SipHash.WithKey(SipHash.NewKey());
        var seen = new HashSet<Fingerprint>();
        for (var length = 0; length < 40; length++)
        {
            seen.Add(hash.Of(new byte[length])).Should().BeTrue();
            for (var i = 0; i < length; i++)
            {
                var bytes = new byte[length];
                bytes[i] = 1;
                seen.Add(hash.Of(bytes)).Should().BeTrue();
            }
        }

        SipHash.WithKey(SipHash.NewKey()).Of([]).Should().NotBe(hash.Of([]), "a new key is another function");
    }
}
