using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Stripe.Infrastructure;

/// <summary>Writes request parameters in the form Stripe reads: <c>a[b][0]=c</c>, URL-encoded.</summary>
internal static class FormContent
{
    /// <summary>The body of a POST; without parameters an empty one, which still has its content type.</summary>
    public static HttpContent Of(BaseOptions? options)
    {
        var content = new ByteArrayContent(options is null ? [] : Encoding.UTF8.GetBytes(Encode(options)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded", "utf-8");
        return content;
    }

    /// <summary>The parameters as one string, without a leading question mark.</summary>
    public static string Encode(BaseOptions options) =>
        string.Join('&', FormParameters.Of(options).Select(pair => $"{Escape(pair.Key)}={Escape(pair.Value)}"));

    // Brackets are left readable, as Stripe's own libraries do.
    private static string Escape(string text) =>
        WebUtility.UrlEncode(text)
            .Replace("%5B", "[", StringComparison.Ordinal)
            .Replace("%5D", "]", StringComparison.Ordinal);
}
