namespace CouponSync.Emulator;

/// <summary>The parameters all lists have: page size, cursors, and the filter by time of creation.</summary>
internal static class ListParameters
{
    private const int DefaultLimit = 10;
    private const int HighestLimit = 100;
    private const int CursorLength = 5000;

    /// <summary>Reads the parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="kind">What is listed, for the text of errors.</param>
    /// <param name="find">Finds a cursor's object.</param>
    /// <exception cref="ApiErrorException">A parameter is invalid, or a cursor's object is gone.</exception>
    public static PageQuery Read<T>(ParameterReader parameters, string kind, Func<string, T?> find)
        where T : class, IOrdered
    {
        var limit = parameters.PositiveInteger("limit") ?? DefaultLimit;
        if (limit > HighestLimit)
        {
            throw new ApiErrorException(ApiError.OutOfRange(
                $"This value must be less than or equal to {HighestLimit} (it currently is '{limit}').", "limit"));
        }

        var (from, to) = Created(parameters.Node("created"));
        var startingAfter = Cursor(parameters, "starting_after", kind, find);
        var endingBefore = Cursor(parameters, "ending_before", kind, find);
        if (startingAfter is not null && endingBefore is not null)
        {
            throw new ApiErrorException(ApiError.Invalid(
                "Received both starting_after and ending_before parameters. Please pass in only one.", null));
        }

        return new PageQuery((int)limit, startingAfter, endingBefore, from, to);
    }

    private static T? Cursor<T>(ParameterReader parameters, string name, string kind, Func<string, T?> find)
        where T : class, IOrdered =>
        parameters.Text(name, CursorLength) is not { } id ? null
            : find(id) ?? throw new ApiErrorException(ApiError.NoSuch(kind, id, name, status: 400));

    private static (long From, long To) Created(ParameterNode? created)
    {
        var (from, to) = (long.MinValue, long.MaxValue);
        if (created is null)
        {
            return (from, to);
        }

        if (!created.HasChildren)
        {
            var exactly = ParameterReader.ParseInteger(created, "created");
            return (exactly, exactly);
        }

        foreach (var (bound, node) in created.Children)
        {
            var name = $"created[{bound}]";
            if (bound is not ("gt" or "gte" or "lt" or "lte"))
            {
                throw new ApiErrorException(ApiError.UnknownParameters([name]));
            }

            var value = ParameterReader.ParseInteger(node, name);
            switch (bound)
            {
                case "gt":
                    from = Math.Max(from, value == long.MaxValue ? value : value + 1);
                    break;
                case "gte":
                    from = Math.Max(from, value);
                    break;
                case "lt":
                    to = Math.Min(to, value == long.MinValue ? value : value - 1);
                    break;
                default:
                    to = Math.Min(to, value);
                    break;
            }
        }

        return (from, to);
    }
}
