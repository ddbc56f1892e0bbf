namespace CouponSync.Http;

/// <summary>A request brought no usable answer, in none of its attempts. The last failure is the inner exception.</summary>
/// <param name="failure">What the last attempt threw.</param>
/// <param name="connection">What that means, for people.</param>
/// <param name="attempts">How many attempts were made.</param>
internal sealed class RequestFailedException(Exception failure, ConnectionFailure connection, int attempts)
    : HttpRequestException(
        (failure as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown,
        attempts == 1 ? connection.Sentence : $"{connection.Sentence} ({attempts} attempts)",
        failure)
{
    /// <summary>Why, and from which host.</summary>
    public ConnectionFailure Connection { get; } = connection;
}
