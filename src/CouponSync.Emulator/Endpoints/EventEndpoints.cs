namespace CouponSync.Emulator;

/// <summary>The endpoints under <c>/v1/events</c>.</summary>
internal static class EventEndpoints
{
    private const int HighestTypeCount = 20;

    /// <summary><c>GET /v1/events/{id}</c>.</summary>
    public static Answer Retrieve(RequestContext request)
    {
        request.Parameters.Allow("expand");
        Expansions.OfEvents(request.Parameters);
        var happened = FindVisible(request, request.Id)
            ?? throw new ApiErrorException(ApiError.NoSuch("event", request.Id, "id"));
        return new Answer(
            200,
            JsonBodies.Make(
                (happened, request.Mode.Livemode),
                static (json, made) => EventJson.Write(json, made.happened, made.Livemode)),
            IsRemembered: false);
    }

    /// <summary><c>GET /v1/events</c>.</summary>
    public static Answer List(RequestContext request)
    {
        request.Parameters.Allow(
            "created", "delivery_success", "ending_before", "expand", "limit", "starting_after", "type", "types");
        Expansions.OfEvents(request.Parameters);
        if (request.Parameters.Text("delivery_success") is { } delivered && delivered is not ("true" or "false"))
        {
            throw new ApiErrorException(ApiError.Invalid($"Invalid boolean: {delivered}", "delivery_success"));
        }

        var ofType = TypeFilter(request.Parameters);
        var query = ListParameters.Read(request.Parameters, "event", id => FindVisible(request, id));
        query = query with { From = Math.Max(query.From, Oldest(request.Now)) };
        var livemode = request.Mode.Livemode;
        var page = request.Mode.Events(query, happened => IsVisible(happened, request.Now) && ofType(happened.Type));
        return new Answer(
            200,
            JsonBodies.List("/v1/events", page, (json, happened) => EventJson.Write(json, happened, livemode)),
            IsRemembered: false);
    }

    private static Func<string, bool> TypeFilter(ParameterReader parameters)
    {
        var type = parameters.Text("type");
        var types = parameters.Texts("types");
        if (type is not null && types.Count > 0)
        {
            throw new ApiErrorException(ApiError.Invalid(
                "You may only specify one of these parameters: type, types.", "type"));
        }

        if (types.Count > HighestTypeCount)
        {
            throw new ApiErrorException(ApiError.Invalid(
                $"You may specify up to {HighestTypeCount} types, but you passed {types.Count}.", "types"));
        }

        return type is not null ? candidate => Glob.IsMatch(type, candidate)
            : types.Count > 0 ? candidate => types.Contains(candidate)
            : static _ => true;
    }

    private static EmulatorEvent? FindVisible(RequestContext request, string id) =>
        request.Mode.FindEvent(id) is { } happened
        && happened.Created >= Oldest(request.Now)
        && IsVisible(happened, request.Now)
            ? happened
            : null;

    private static bool IsVisible(EmulatorEvent happened, DateTimeOffset now) =>
        happened.VisibleFromMilliseconds <= now.ToUnixTimeMilliseconds();

    private static long Oldest(DateTimeOffset now) => (now - AccountMode.EventLifetime).ToUnixTimeSeconds();
}
