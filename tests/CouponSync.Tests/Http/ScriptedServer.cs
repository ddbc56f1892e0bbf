using System.Net;

namespace CouponSync.Tests.Http;

/// <summary>Answers each request with the next step of a script, the last step for ever, and keeps what it was sent.</summary>
internal sealed class ScriptedServer(params Func<CancellationToken, Task<HttpResponseMessage>>[] script) : HttpMessageHandler
{
    public List<(HttpMethod Method, Uri Address, string? Key, string? Body, string? ContentType)> Requests { get; } = [];

    public static Func<CancellationToken, Task<HttpResponseMessage>> Answer(
        int status, string body = "{}", params (string Name, string Value)[] headers) => _ =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return Task.FromResult(response);
    };

    public static Func<CancellationToken, Task<HttpResponseMessage>> Throw(Exception failure) =>
        _ => Task.FromException<HttpResponseMessage>(failure);

    public static Func<CancellationToken, Task<HttpResponseMessage>> Hang(TimeProvider clock) => async token =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
        throw new InvalidOperationException("It never answers.");
    };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add((
            request.Method,
            request.RequestUri!,
            request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null,
            request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken),
            request.Content?.Headers.ContentType?.ToString()));
        return await script[Math.Min(Requests.Count, script.Length) - 1](cancellationToken);
    }
}
