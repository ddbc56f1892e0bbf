using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CouponSync.Http;
using CouponSync.Settings;

namespace CouponSync.Tests.Http;

/// <summary>Answers whose body is not what the header calls it, or has no end: broken answers like any other, asked for again.</summary>
public sealed class BrokenBodyTests
{
    [Theory]
    [InlineData("gzip", 200)]
    [InlineData("deflate", 200)]
    [InlineData("br", 200)]
    [InlineData("gzip", 402)]
    [InlineData("br", 503)]
    public async Task A_body_that_cannot_be_decompressed_is_a_broken_answer(string encoding, int status)
    {
        var failure = await FailureOf(encoding, status, "this was never compressed by anybody"u8.ToArray());

        RetryPolicy.Of(failure).Outcome.Should().Be(AttemptOutcome.Failed);
        ConnectionFailure.From(failure, null).Should().NotBeNull();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_body_that_is_cut_off_is_a_broken_answer(string encoding)
    {
        var whole = Compress(encoding, Encoding.UTF8.GetBytes($$"""{"id":"{{string.Concat(Enumerable.Range(0, 500))}}"}"""));

        RetryPolicy.Of(await FailureOf(encoding, 200, whole[..(whole.Length / 2)])).Outcome.Should().Be(AttemptOutcome.Failed);
    }

    [Fact]
    public async Task A_body_without_an_end_is_given_up_at_the_bound()
    {
        using var endless = new EndlessStream();

        var failure = await FailureOf(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(endless) });

        RetryPolicy.Of(failure).Outcome.Should().Be(AttemptOutcome.Failed);
        ConnectionFailure.From(failure, null)!.Sentence.Should().StartWith("The answer of the server is longer than any of Stripe's");
        endless.Given.Should().BeInRange(AttemptHandler.MostBytes, AttemptHandler.MostBytes + (1 << 20));
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_too_much_is_given_up_at_the_bound()
    {
        var bomb = Compress("gzip", new byte[AttemptHandler.MostBytes + 1]);

        RetryPolicy.Of(await FailureOf("gzip", 200, bomb)).Outcome.Should().Be(AttemptOutcome.Failed);
    }

    private static byte[] Compress(string encoding, byte[] body)
    {
        using var packed = new MemoryStream();
        using (Stream packing = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            packing.Write(body);
        }

        return packed.ToArray();
    }

    private static async Task<HttpRequestException> FailureOf(string encoding, int status, byte[] body)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeAsync(listener, $"HTTP/1.1 {status} X\r\nContent-Encoding: {encoding}\r\nContent-Length: {body.Length}\r\n\r\n", body);
        using var transport = StripeHttp.CreateTransport(1, new Uri("http://127.0.0.1/"));
        var failure = await FailureOf(transport, $"http://{listener.LocalEndpoint}/v1/coupons/25OFF");
        await served;
        return failure;
    }

    private static async Task<HttpRequestException> FailureOf(HttpResponseMessage answer)
    {
        using var server = new ScriptedServer(_ => Task.FromResult(answer));
        return await FailureOf(server, "https://api.stripe.com/v1/coupons/25OFF");
    }

    private static async Task<HttpRequestException> FailureOf(HttpMessageHandler transport, string address)
    {
        using var attempt = new HttpMessageInvoker(new AttemptHandler(new RetryOptions(), TimeProvider.System, new StripeNotice(Serilog.Core.Logger.None)) { InnerHandler = transport });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var send = () => attempt.SendAsync(request, CancellationToken.None);
        return (await send.Should().ThrowAsync<HttpRequestException>()).Which;
    }

    private static async Task ServeAsync(TcpListener listener, string head, byte[] body)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        _ = await stream.ReadAsync(new byte[4096]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(body);
    }

    /// <summary>Gives bytes for ever, and counts them.</summary>
    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
