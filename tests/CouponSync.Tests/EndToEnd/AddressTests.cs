using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Where the key goes: over trusted TLS or not off this machine, and nowhere else.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("http://api.stripe.com")]
    [InlineData("http://10.0.0.1")]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("http://127.0.0.1@example.com")]
    [InlineData("HTTP://example.com:443")]
    [InlineData("https://api.stripe.com/v1")]
    [InlineData("https://api.stripe.com?x=1")]
    [InlineData("https://user@api.stripe.com")]
    [InlineData("ftp://api.stripe.com")]
    [InlineData("ws://127.0.0.1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//api.stripe.com")]
    [InlineData("api.stripe.com")]
    public async Task An_address_that_is_not_to_be_trusted_with_the_key_gets_nothing(string address)
    {
        using var world = World.With(coupons: 1);
        world.Transport = static () => throw new InvalidOperationException("Something would be sent.");
        var file = world.WriteChanged(1, 1);

        foreach (var command in new string[][] { ["sync", file], ["get", "C0"], ["update", "C0", "-m", "a=b"], ["export"] })
        {
            var asOption = await world.RunAsync([.. command, "--api-base", address]);
            world.Variables["COUPONSYNC_Stripe__ApiBase"] = address;
            var asSetting = await world.RunAsync(command);
            world.Variables.Remove("COUPONSYNC_Stripe__ApiBase");

            (asOption.ExitCode, asSetting.ExitCode).Should().Be((4, 4), asOption.Error + asSetting.Error);
            asSetting.Error.Should().Contain("must be an https address").And.Contain("or http on this machine");
        }
    }

    [Theory]
    [InlineData("https://stripe.example")]
    [InlineData("https://10.0.0.1:8443/")]
    [InlineData("http://127.0.0.1:12111")]
    [InlineData("http://localhost:12111")]
    [InlineData("http://[::1]:12111")]
    public async Task Https_and_this_machine_are_trusted(string address)
    {
        using var world = World.With(coupons: 1);

        (await world.RunAsync("get", "C0", "--api-base", address)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task No_redirect_is_followed_neither_with_the_key_nor_with_a_notification()
    {
        await using var world = await World.ServedAsync(coupons: 1);
        await using var elsewhere = new Listener();
        await using var redirecting = new Listener($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {elsewhere.Address}/v1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        var get = await world.RunProcessAsync("get", "C0", "--api-base", redirecting.Address);
        var sync = await world.RunProcessAsync("sync", world.WriteNew(1), "--yes", "--notify-url", redirecting.Address + "/hook");

        get.ExitCode.Should().NotBe(0);
        get.Error.Should().Contain("redirect");
        (sync.ExitCode, sync.Error.Contains("answered 307", StringComparison.Ordinal)).Should().Be((0, true), sync.Error);
        redirecting.Received.Should().Contain("GET /v1/coupons/C0").And.Contain("POST /hook");
        elsewhere.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_without_a_trusted_certificate_gets_nothing()
    {
        await using var world = await World.ServedAsync(coupons: 1);
        await using var impostor = new Listener("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", useTls: true);

        var get = await world.RunProcessAsync("get", "C0", "--api-base", impostor.Address);

        get.ExitCode.Should().Be(7, get.Error);
        get.Error.Should().Contain("No trusted connection");
        impostor.Received.Should().BeEmpty();
    }

    /// <summary>Answers each connection once, and keeps what it was sent.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly StringBuilder _received = new();
        private readonly X509Certificate2? _certificate;
        private readonly Task _serving;

        public Listener(string answer = "", bool useTls = false)
        {
            if (useTls)
            {
                using var key = RSA.Create(2048);
                var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
                _certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
            }

            _listener.Start();
            _serving = ServeAsync(Encoding.ASCII.GetBytes(answer));
        }

        public string Address => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        public string Received => _received.ToString();

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
            _listener.Dispose();
            _certificate?.Dispose();
        }

        private async Task ServeAsync(byte[] answer)
        {
            try
            {
                while (true)
                {
                    using var connection = await _listener.AcceptTcpClientAsync();
                    try
                    {
                        await using var stream = await OpenAsync(connection.GetStream());
                        var bytes = new byte[64 * 1024];
                        var length = await stream.ReadAsync(bytes);
                        _received.Append(Encoding.Latin1.GetString(bytes, 0, length));
                        await stream.WriteAsync(answer);
                    }
                    catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
                    {
                        // It would not talk to us.
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }

        private async Task<Stream> OpenAsync(NetworkStream plain)
        {
            if (_certificate is null)
            {
                return plain;
            }

            var stream = new SslStream(plain);
            await stream.AuthenticateAsServerAsync(_certificate);
            return stream;
        }
    }
}
