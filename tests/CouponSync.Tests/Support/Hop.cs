using System.Net;
using System.Text;

namespace CouponSync.Tests.Support;

/// <summary>What stands between the program and a server: it passes a request on, does something before or after, or answers itself.</summary>
/// <param name="request">The request.</param>
/// <param name="pass">Passes it on.</param>
/// <param name="cancellationToken">The program gives up.</param>
internal delegate Task<HttpResponseMessage> Hop(HttpRequestMessage request, Func<Task<HttpResponseMessage>> pass, CancellationToken cancellationToken);

/// <summary>A <see cref="Hop"/> as a transport.</summary>
/// <param name="hop">What it does.</param>
internal sealed class HopHandler(Hop hop) : DelegatingHandler
{
    /// <summary>An answer.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body.</param>
    public static HttpResponseMessage Answer(HttpStatusCode status, string body = "") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        hop(request, () => base.SendAsync(request, cancellationToken), cancellationToken);
}
