using System.Net;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Answers some requests with a status of its own, and lets the others through.</summary>
internal sealed class RefusingHandler(HttpMessageHandler inner, string refused, HttpStatusCode status) : DelegatingHandler(inner)
{
    /// <summary>Puts it before an account.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="request">Method and path, such as <c>POST /v1/coupons/C1</c>.</param>
    /// <param name="status">The answer.</param>
    public static void Into(Shop shop, string request, HttpStatusCode status) =>
        shop.Transport = () => new RefusingHandler(shop.Emulator.CreateHandler(), request, status);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        $"{request.Method} {request.RequestUri!.AbsolutePath}" == refused
            ? Task.FromResult(new HttpResponseMessage(status)
            {
                Content = new StringContent("""{"error":{"type":"invalid_request_error","code":"parameter_invalid","message":"Not this one"}}"""),
            })
            : base.SendAsync(request, cancellationToken);
}
