namespace CouponSync.Scenarios;

/// <summary>An account, a file, and a server: what every contender is given alike.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Coupons">The coupons of the account.</param>
/// <param name="Rows">The rows of the file; the newest coupons, unless they are spread.</param>
/// <param name="Changed">How many of the rows want another value than the coupon has.</param>
internal sealed record Scenario(string Name, int Coupons, int Rows, int Changed)
{
    /// <summary>Whether the rows are spread over the account.</summary>
    public bool Spread { get; init; }

    /// <summary>How long every answer takes, in milliseconds.</summary>
    public int LatencyMilliseconds { get; init; } = 100;

    /// <summary>What the server allows the account, and each endpoint, in requests per second.</summary>
    public int RequestsPerSecond { get; init; } = 25;

    /// <summary>How many requests the server allows in flight.</summary>
    public int Concurrency { get; init; } = 25;

    /// <summary>What it allows of one endpoint, where that is less; null where it is not.</summary>
    public (int? RequestsPerSecond, int? Concurrency) Endpoint { get; init; }

    /// <summary>Whether the server allows as much as CouponSync takes by default.</summary>
    public bool AllowsWhatIsConfigured => RequestsPerSecond >= 25 && Concurrency >= 16;

    /// <summary>
    /// The fewest requests by whoever knows everything: the cheaper way of reading (the list down to the oldest row,
    /// or a request a row), and one request a change.
    /// </summary>
    public int FewestRequests => Math.Min(Rows, ((Spread ? Coupons : Rows) + 99) / 100) + Changed;

    /// <summary>The shortest time in which the server lets so many requests through.</summary>
    public TimeSpan ShortestTime => TimeSpan.FromSeconds((double)FewestRequests / RequestsPerSecond);

    /// <summary>How the server is started.</summary>
    public string[] ServerArguments =>
    [
        "--seed-coupons", Text(Coupons), "--latency", $"{LatencyMilliseconds}ms",
        "--limit-account", Text(RequestsPerSecond), "--limit-endpoint", Text(Endpoint.RequestsPerSecond ?? RequestsPerSecond),
        "--limit-concurrency", Text(Concurrency), "--limit-endpoint-concurrency", Text(Endpoint.Concurrency ?? Concurrency),
    ];

    /// <summary>The scenarios of the table.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("Night without changes", 500, 500, 0),
        new("Night with 1 % changes", 500, 500, 5),
        new("Migration, all rows change", 400, 400, 400),
        new("Ten rows in a large account", 50_000, 10, 1) { Spread = true },
        new("A server that throttles hard", 200, 200, 200) { RequestsPerSecond = 5, Concurrency = 4 },
    ];

    private static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
