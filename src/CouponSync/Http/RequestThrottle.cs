using System.Collections.Concurrent;
using CouponSync.Settings;
using Serilog;
using Serilog.Core;

namespace CouponSync.Http;

/// <summary>
/// Lets requests through at the pace, and as many at once, as the settings and the server's refusals allow. All
/// workers share one. Thread-safe.
/// </summary>
/// <remarks>
/// A request waits in the bucket of its endpoint, and when it is the first there, in that of the account. So those to
/// one endpoint go in the order they came, endpoints that could go take turns, and one that must wait holds up no
/// other.
/// </remarks>
/// <param name="options">Validated options.</param>
/// <param name="clock">The clock to pace by.</param>
/// <param name="log">Gets a line for each cut of a limit and each restoration; null for none.</param>
internal sealed class RequestThrottle(ThrottleOptions options, TimeProvider clock, ILogger? log = null) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Bucket _account = new("the account", options.AccountCeiling, options, clock, log ?? Logger.None);
    private readonly ConcurrentDictionary<EndpointKey, Bucket> _endpoints = new();

    /// <summary>Waits for leave to send one request.</summary>
    /// <param name="endpoint">The operation.</param>
    /// <param name="mustFinish">Whether the request continues what may have taken effect already: it is let through
    /// also while the run is being stopped.</param>
    /// <param name="cancellationToken">Ends the wait; the request then has taken no one's turn.</param>
    /// <returns>The leave, which must be given back with <see cref="Complete"/>.</returns>
    /// <exception cref="AdmissionStoppedException"><see cref="StopAdmitting"/> was called.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public async ValueTask<Admission> AdmitAsync(
        EndpointKey endpoint, bool mustFinish, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, mustFinish ? CancellationToken.None : _stopping.Token);
        var bucket = Of(endpoint);
        try
        {
            await bucket.WaitAsync(end.Token);
            try
            {
                await _account.WaitAsync(end.Token);
            }
            catch
            {
                bucket.GiveUp();
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AdmissionStoppedException();
        }

        _account.Take();
        return new Admission(endpoint, bucket.Take());
    }

    /// <summary>Gives leave back when the request has been answered or has failed.</summary>
    /// <param name="admission">What <see cref="AdmitAsync"/> returned; once.</param>
    /// <param name="reason">Why the server refused the request, if it did.</param>
    public void Complete(Admission admission, RateLimitReason reason)
    {
        _account.Complete(
            admission.SentAt, reason == RateLimitReason.GlobalRate, reason == RateLimitReason.GlobalConcurrency);
        Of(admission.Endpoint).Complete(
            admission.SentAt, reason == RateLimitReason.EndpointRate, reason == RateLimitReason.EndpointConcurrency);
    }

    /// <summary>Stops in order: who waits, or comes later, is refused with <see cref="AdmissionStoppedException"/>;
    /// what was let through before may finish, and be repeated where its outcome is open.</summary>
    public void StopAdmitting() => _stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private Bucket Of(EndpointKey endpoint) => _endpoints.GetOrAdd(
        endpoint, key => new Bucket(key.Name, options.EndpointCeiling, options, clock, log ?? Logger.None));
}

/// <summary>Leave to send one request, given by <see cref="RequestThrottle.AdmitAsync"/> and to be given back with
/// <see cref="RequestThrottle.Complete"/> when it has been answered or has failed.</summary>
/// <param name="Endpoint">The operation.</param>
/// <param name="SentAt">When leave was given, in ticks of the clock.</param>
internal readonly record struct Admission(EndpointKey Endpoint, long SentAt);

/// <summary>The request was not sent, because the run is being stopped in order.</summary>
internal sealed class AdmissionStoppedException()
    : OperationCanceledException("The run is being stopped: the request was not sent.");
