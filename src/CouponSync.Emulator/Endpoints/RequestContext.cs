namespace CouponSync.Emulator;

/// <summary>One request on its way through the endpoints.</summary>
/// <param name="Mode">The mode of the account it works on.</param>
/// <param name="Route">Where it goes.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="RequestId">Its id.</param>
/// <param name="IdempotencyKey">
/// The idempotency key that was sent, or null: events name it whatever the method, though only a POST is protected by it.
/// </param>
/// <param name="Now">The time at which it is carried out.</param>
internal sealed record RequestContext(
    AccountMode Mode,
    Route Route,
    ParameterReader Parameters,
    string RequestId,
    string? IdempotencyKey,
    DateTimeOffset Now)
{
    /// <summary>The id in the path.</summary>
    public string Id => Route.Id ?? throw new InvalidOperationException($"{Route.Endpoint} has no id.");
}
