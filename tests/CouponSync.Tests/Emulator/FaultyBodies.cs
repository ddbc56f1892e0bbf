using System.Net;

namespace CouponSync.Tests.Emulator;

/// <summary>What a client makes of the faults of an answer's body: the same in memory and over a connection.</summary>
internal static class FaultyBodies
{
    public static TheoryData<string> Faults { get; } =
        ["broken-json", "drop-body", "endless-body", "false-gzip", "array-body", "empty-body", "html-body"];

    /// <summary>Reads a coupon <c>C</c> whose answer has the given fault.</summary>
    public static async Task CheckAsync(HttpClient client, string fault)
    {
        using var answer = await client.GetAsync(new Uri("/v1/coupons/C", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be(fault == "html-body" ? "text/html" : "application/json");
        var body = await answer.Content.ReadAsStreamAsync();
        using var text = new StreamReader(body);
        switch (fault)
        {
            case "drop-body":
                var start = new byte[16];
                await body.ReadExactlyAsync(start);
                (await body.Invoking(static rest => rest.CopyToAsync(Stream.Null)).Should().ThrowAsync<HttpIOException>())
                    .Which.HttpRequestError.Should().Be(HttpRequestError.ResponseEnded);
                break;
            case "endless-body":
                await body.ReadExactlyAsync(new byte[1 << 20]);
                break;
            case "false-gzip":
                await body.Invoking(static all => all.CopyToAsync(Stream.Null)).Should().ThrowAsync<InvalidDataException>();
                break;
            case "array-body" or "empty-body":
                (await text.ReadToEndAsync()).Should().Be(fault == "array-body" ? "[]" : "");
                break;
            default:
                (await text.ReadToEndAsync()).Should().StartWith(fault == "html-body" ? "<!DOCTYPE html>" : "{\n  \"id\": \"C\"");
                break;
        }
    }
}
