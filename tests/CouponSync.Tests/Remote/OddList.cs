using System.Net;
using System.Text;

namespace CouponSync.Tests.Remote;

/// <summary>Servers whose list of coupons is not as Stripe's.</summary>
internal sealed class OddList : DelegatingHandler
{
    private readonly Func<int, HttpRequestMessage, HttpResponseMessage?> _answer;
    private int _pages;

    private OddList(HttpMessageHandler inner, Func<int, HttpRequestMessage, HttpResponseMessage?> answer)
        : base(inner) => _answer = answer;

    /// <summary>Lists without an end.</summary>
    public static HttpMessageHandler Of(string kind, HttpMessageHandler inner)
    {
        string? second = null;
        return kind switch
        {
            "first page again and again" => new OddList(inner, static (_, request) => Without(request, "starting_after")),
            "two pages in turn" => new OddList(inner, (page, request) =>
            {
                second = page == 1 ? request.RequestUri!.Query : second;
                return page % 2 == 0 ? Without(request, "starting_after") : With(request, second!);
            }),
            "an empty page in the middle" => new OddList(inner, static (page, _) => page == 3 ? Empty() : null),
            _ => new OddList(inner, static (_, _) => Empty()),
        };
    }

    /// <summary>One that does not know the filter <c>created</c>, or forgets about it after some pages.</summary>
    public static HttpMessageHandler RefusesCreated(HttpMessageHandler inner, int after) => new OddList(
        inner,
        (page, request) => page >= after && request.RequestUri!.Query.Contains("created", StringComparison.Ordinal)
            ? Json(HttpStatusCode.BadRequest, """{"error":{"type":"invalid_request_error","code":"parameter_unknown","param":"created[lte]","message":"Received unknown parameter: created"}}""")
            : null);

    /// <summary>One that answers as if the filter <c>created</c> were not there.</summary>
    public static HttpMessageHandler OverlooksCreated(HttpMessageHandler inner) =>
        new OddList(inner, static (_, request) => Without(request, "created"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath != "/v1/coupons" || request.Method != HttpMethod.Get
            || _answer(_pages++, request) is not { } answer)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        answer.RequestMessage = request;
        return answer;
    }

    private static HttpResponseMessage? Without(HttpRequestMessage request, string parameter) => With(
        request,
        "?" + string.Join('&', request.RequestUri!.Query.TrimStart('?').Split('&').Where(p => !p.StartsWith(parameter, StringComparison.Ordinal))));

    private static HttpResponseMessage? With(HttpRequestMessage request, string query)
    {
        request.RequestUri = new UriBuilder(request.RequestUri!) { Query = query }.Uri;
        return null;
    }

    private static HttpResponseMessage Empty() =>
        Json(HttpStatusCode.OK, """{"object":"list","url":"/v1/coupons","has_more":true,"data":[]}""");

    private static HttpResponseMessage Json(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
}
