using System.Net;
using System.Text;

namespace CouponSync.Emulator;

/// <summary>
/// Parameters in the form encoding of Stripe's API, as a tree: <c>metadata[a]=1</c>, <c>expand[]=x</c> and
/// <c>expand[0]=x</c>, brackets percent-encoded or not.
/// </summary>
internal sealed class FormParameters
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<KeyValuePair<string, string>> _pairs = [];

    /// <summary>The root of the tree.</summary>
    public ParameterNode Root { get; } = new();

    /// <summary>
    /// The parameters in one canonical spelling, in the order of their names: equal for requests that ask the same.
    /// </summary>
    public string Canonical()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in _pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append('\u001f').Append(value).Append('\u001e');
        }

        return text.ToString();
    }

    /// <summary>Adds the parameters of a query or of a form body.</summary>
    /// <exception cref="ApiErrorException">The text is not percent-encoded UTF-8, or contradicts itself.</exception>
    public void Add(ReadOnlySpan<char> encoded)
    {
        foreach (var range in encoded.Split('&'))
        {
            var pair = encoded[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? string.Empty : Decode(pair[(equals + 1)..]);
            _pairs.Add(new(name, value));
            Root.Set(name, value);
        }
    }

    private static string Decode(ReadOnlySpan<char> encoded)
    {
        var text = encoded.ToString();
        if (!encoded.ContainsAny('%', '+'))
        {
            return text;
        }

        try
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return StrictUtf8.GetString(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length)!);
        }
        catch (DecoderFallbackException)
        {
            throw new ApiErrorException(ApiError.Invalid("Invalid request: the parameters are not valid UTF-8.", null));
        }
    }
}
