namespace CouponSync.Pushing.Throttling;

/// <summary>The request was not sent, because the run is being stopped in order.</summary>
internal sealed class AdmissionStoppedException()
    : OperationCanceledException("The run is being stopped: the request was not sent.");
