using System.IO.Compression;
using System.Net;

namespace CouponSync.Emulator;

/// <summary>
/// Answers the requests of an <see cref="HttpClient"/> in memory, whatever host they are addressed to. A dropped
/// connection becomes an <see cref="HttpRequestException"/>, and a compressed body is decompressed, as by a real connection.
/// </summary>
public sealed class EmulatorHttpMessageHandler(StripeEmulator emulator) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Copy(request.Headers, headers);
        ReadOnlyMemory<byte> body = default;
        if (request.Content is { } content)
        {
            Copy(content.Headers, headers);
            body = await content.ReadAsByteArrayAsync(cancellationToken);
        }

        var uri = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        EmulatorResponse response;
        try
        {
            response = await emulator.SendAsync(
                new EmulatorRequest(request.Method.Method, uri.PathAndQuery, headers, body), cancellationToken);
        }
        catch (ConnectionDroppedException dropped)
        {
            throw new HttpRequestException(
                dropped.AfterEffect ? HttpRequestError.ResponseEnded : HttpRequestError.ConnectionError,
                dropped.Message,
                dropped);
        }

        return ToMessage(request, response);
    }

    private static HttpResponseMessage ToMessage(HttpRequestMessage request, EmulatorResponse response)
    {
        var message = new HttpResponseMessage((HttpStatusCode)response.Status)
        {
            RequestMessage = request,
            Content = Content(response),
        };
        foreach (var (name, value) in response.Headers)
        {
            if (name != "Content-Encoding" && !message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private static HttpContent Content(EmulatorResponse response) =>
        response.Headers.ContainsKey("Content-Encoding")
            ? new StreamContent(new GZipStream(new FaultyBody(response), CompressionMode.Decompress))
        : response.End == BodyEnd.Whole ? new ReadOnlyMemoryContent(response.Body)
        : new StreamContent(new FaultyBody(response));

    private static void Copy(System.Net.Http.Headers.HttpHeaders from, Dictionary<string, string> to)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            to[name] = values.ToString();
        }
    }
}
