using System.Net;
using System.Text;

namespace CouponSync.Tests.EndToEnd;

public sealed class SecretTests
{
    [Fact]
    public async Task The_key_is_in_no_file_and_no_output_even_when_the_server_echoes_it()
    {
        using var shop = new Shop();
        shop.SeedPlain(3);
        var file = shop.WriteRows("coupons.csv", [("C0", "new"), ("C1", "new"), ("NO", "1")]);

        var output = new StringBuilder();
        foreach (var transport in (Func<HttpMessageHandler>?[])[null, static () => new EchoHandler()])
        {
            shop.Transport = transport;
            foreach (var line in (string[][])[["sync", file, "--dry-run", "--verbose"], ["sync", file, "--verbose"], ["get", "C0"], ["update", "C0", "-m", "a=1"]])
            {
                var run = await shop.RunAsync(line);
                output.Append(run.Out).Append(run.Error);
            }
        }

        output.ToString().Should().NotContain(Shop.TestKey).And.Contain("sk_test_...cdef", "it is named as the dashboard names it");
        var files = Directory.EnumerateFiles(shop.Directory, "*", SearchOption.AllDirectories).ToList();
        files.Should().Contain(static f => f.Contains("logs", StringComparison.Ordinal));
        foreach (var path in files)
        {
            var bytes = await File.ReadAllBytesAsync(path);
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Shop.TestKey)).Should().Be(-1, path);
        }
    }

    [Theory]
    [InlineData("pk_live_123", "publishable")]
    [InlineData("whatever", "not a Stripe API key")]
    [InlineData("sk_test_with space", "white space")]
    public async Task A_key_that_cannot_work_is_refused_with_the_reason(string key, string reason)
    {
        using var shop = new Shop();
        shop.Variables["STRIPE_API_KEY"] = key;

        var run = await shop.RunAsync("sync", shop.WriteRows("coupons.csv", [("C0", "new")]));

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain(reason).And.NotContain(key);
    }

    [Fact]
    public async Task The_key_can_come_from_a_file()
    {
        using var shop = new Shop();
        shop.SeedPlain(1);
        shop.Variables.Clear();
        var config = shop.Write("settings.json", $$"""{ "Stripe": { "ApiKeyFile": {{System.Text.Json.JsonSerializer.Serialize(shop.Write("key", Shop.TestKey + "\n"))}} } }""");

        (await shop.RunAsync("get", "C0", "--config", config)).ExitCode.Should().Be(0);
    }

    private sealed class EchoHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadRequest)
            {
                Content = new StringContent(
                    $$$"""{"error":{"type":"invalid_request_error","code":"odd","message":"You sent {{{request.Headers.Authorization}}}"}}"""),
            });
    }
}
