using System.Globalization;
using System.Text;

namespace CouponSync.Emulator;

/// <summary>
/// One scripted fault: what goes wrong, for which requests, and how often. Written as text it is
/// <c>KIND@[METHOD ]PATH[:OPTION=VALUE]...</c>; see <see cref="Parse"/>.
/// </summary>
public sealed record FaultRule
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The HTTP method it applies to, or null for all.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// The path it applies to, percent-decoded and without query, where <c>*</c> stands for any characters; or the name
    /// of an endpoint such as <c>/v1/coupons/{id}</c>.
    /// </summary>
    public string Path { get; init; } = "*";

    /// <summary>The status of a server error: 500 or 503.</summary>
    public int Status { get; init; } = 500;

    /// <summary>The reason a 429 names, or null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>How many requests it hits in all, or null for no end.</summary>
    public int? Count { get; init; }

    /// <summary>How many matching requests it lets pass first.</summary>
    public int Skip { get; init; }

    /// <summary>The probability that it hits a matching request, over 0 and up to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The seed of its dice.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long a slow answer waits.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a server error is remembered under the request's idempotency key, as Stripe does.</summary>
    public bool IsRemembered { get; init; } = true;

    /// <summary>The header <c>Stripe-Should-Retry</c> of the answer, or null for the usual one.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>The mode it applies to, or null for both.</summary>
    public bool? Livemode { get; init; }

    /// <summary>Reads a rule.</summary>
    /// <param name="text">
    /// Such as <c>500-after@POST /v1/coupons/*:count=2</c> or <c>429:global-rate@*:p=0.01:seed=7</c>. The part from
    /// <c>@</c> on may be left out and then means every request.
    /// </param>
    /// <exception cref="FormatException">The text is not a rule; the message says what is wrong with it.</exception>
    public static FaultRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FaultRuleText.Parse(text);
    }

    /// <summary>The rule as text that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FaultRuleText.NameOf(this)).Append('@');
        if (Method is not null)
        {
            text.Append(Method).Append(' ');
        }

        text.Append(Path);
        Append(text, "count", Count);
        Append(text, "skip", Skip == 0 ? null : Skip);
        Append(text, "p", Probability < 1 ? Probability : null);
        Append(text, "seed", Probability < 1 ? Seed : null);
        Append(text, "delay", IsWait
            ? Delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + "ms"
            : null);
        Append(text, "remember", IsRemembered ? null : "false");
        Append(text, "should-retry", ShouldRetry is { } retry ? retry ? "true" : "false" : null);
        Append(text, "mode", Livemode is { } live ? live ? "live" : "test" : null);
        return text.ToString();
    }

    /// <summary>Whether it only makes a request wait, and so does not decide what becomes of it.</summary>
    internal bool IsWait => Kind is FaultKind.Slow or FaultKind.SlowAfter;

    /// <summary>Whether the rule is about a request, however often it was applied.</summary>
    internal bool Matches(string method, Route route, bool? livemode) =>
        (Method is null || string.Equals(Method, method, StringComparison.Ordinal))
        && (Livemode is null || livemode is null || Livemode == livemode)
        && (IsEndpoint(route.Endpoint) || Glob.IsMatch(Path, route.Path));

    private bool IsEndpoint(string endpoint) =>
        endpoint.EndsWith(Path, StringComparison.Ordinal)
        && endpoint.Length > Path.Length
        && endpoint[endpoint.Length - Path.Length - 1] == ' ';

    private static void Append(StringBuilder text, string name, IFormattable? value) =>
        Append(text, name, value?.ToString(null, CultureInfo.InvariantCulture));

    private static void Append(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(':').Append(name).Append('=').Append(value);
        }
    }
}
