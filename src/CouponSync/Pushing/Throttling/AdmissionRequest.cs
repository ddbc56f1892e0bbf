namespace CouponSync.Pushing.Throttling;

/// <summary>A request that waits for its turn.</summary>
internal sealed class AdmissionRequest
{
    // Continued inline, outside of the throttle's lock: no trip through the pool, and a simulated run keeps its order.
    private readonly TaskCompletionSource<Admission> _turn = new();

    /// <summary>Makes a request that waits from now on.</summary>
    public AdmissionRequest(EndpointKey endpoint, bool mustFinish, long order)
    {
        Endpoint = endpoint;
        MustFinish = mustFinish;
        Order = order;
    }

    /// <summary>The operation.</summary>
    public EndpointKey Endpoint { get; }

    /// <summary>Whether it is let through although the run is being stopped.</summary>
    public bool MustFinish { get; }

    /// <summary>Its place among all requests of the throttle.</summary>
    public long Order { get; }

    /// <summary>What it was given; set under the throttle's lock before <see cref="Release"/>.</summary>
    public Admission? Granted { get; set; }

    /// <summary>Ends when its turn has come, or when it was cancelled or stopped.</summary>
    public Task<Admission> Turn => _turn.Task;

    /// <summary>Continues the caller with what was granted.</summary>
    public void Release() => _turn.TrySetResult(Granted!.Value);

    /// <summary>Ends the wait because the caller gave up.</summary>
    public void Cancel(CancellationToken token) => _turn.TrySetCanceled(token);

    /// <summary>Ends the wait because the run is being stopped.</summary>
    public void Stop() => _turn.TrySetException(new AdmissionStoppedException());
}
