using System.Globalization;
using System.Threading.Channels;
using CouponSync.Planning;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Applying;

/// <summary>
/// Applies the changes of a plan with a few workers. The rate is not its business: every request passes the throttle
/// below the gateway. One failed change does not stop the others; a failure that would meet all of them does.
/// </summary>
internal sealed class CouponUpdater
{
    // Each of these was tried for minutes by the retries below; going on would only fail the rest one by one.
    private const int FailuresThatMeanAnOutage = 20;

    private readonly ChangeSender _sender;
    private readonly ResultsWriter _results;
    private readonly FailureLimit _failureLimit;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly int _workers;
    private readonly string _runId;
    private int _failuresInARow;
    private string? _stopReason;
    private StripeFailure? _stopFailure;

    /// <summary>Makes an updater for one plan.</summary>
    /// <param name="gateway">Stripe.</param>
    /// <param name="results">Where each result goes as it is known.</param>
    /// <param name="runId">The run that made the plan; part of the idempotency keys.</param>
    /// <param name="workers">How many changes may be under way at once.</param>
    /// <param name="failureLimit">When to give up.</param>
    /// <param name="time">Stamps the results.</param>
    /// <param name="log">Gets a line for each failure.</param>
    public CouponUpdater(
        ICouponGateway gateway,
        ResultsWriter results,
        string runId,
        int workers,
        FailureLimit failureLimit,
        TimeProvider time,
        ILogger log)
    {
        _sender = new ChangeSender(gateway);
        _results = results;
        _runId = runId;
        _workers = workers;
        _failureLimit = failureLimit;
        _time = time;
        _log = log;
    }

    /// <summary>Told of each outcome as it is known, from any worker's thread; null for nobody.</summary>
    public IProgress<ChangeOutcome>? Progress { get; init; }

    /// <summary>
    /// Told what became of each change, from any worker's thread, with what was sent; the outcome is null when it is not
    /// known. Null for nobody.
    /// </summary>
    public Action<PlannedChange, ChangeOutcome?, SentChange?>? Observer { get; init; }

    /// <summary>Whether the plan was made by another run, so that another may have sent its changes before.</summary>
    public bool IsPlanOfEarlierRun { get; init; }

    /// <summary>The run that this one goes on with, which made what Stripe only remembers; null where there is none.</summary>
    public string? GoesOnWith { get; init; }

    /// <summary>Takes each result; a run that goes on begins with the counts it goes on from.</summary>
    public required OutcomeCounts Counts { get; init; }

    /// <summary>Why the updater stopped before the end, as a sentence; null when it did not.</summary>
    public string? StopReason => Volatile.Read(ref _stopReason);

    /// <summary>The failure that stopped it, where one did.</summary>
    public StripeFailure? StopFailure => Volatile.Read(ref _stopFailure);

    /// <summary>
    /// Applies changes until all are done, or the run must stop. Stopping is orderly: what is under way is finished
    /// and its result written, the rest gets no result.
    /// </summary>
    /// <param name="changes">The changes, drawn as they are needed.</param>
    /// <param name="stop">Asks for an orderly stop: no further change is begun.</param>
    /// <param name="abort">Gives up what is under way, too; whether such a change was made is unknown.</param>
    public async Task ApplyAsync(IEnumerable<PlannedChange> changes, CancellationToken stop, CancellationToken abort)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop, abort);
        var queue = Channel.CreateBounded<PlannedChange>(new BoundedChannelOptions(_workers * 2) { SingleWriter = true });
        var workers = new Task[_workers];
        for (var i = 0; i < _workers; i++)
        {
            workers[i] = WorkAsync(queue.Reader, stopping, abort);
        }

        try
        {
            foreach (var change in changes)
            {
                await queue.Writer.WriteAsync(change, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The rest of the plan stays without results.
        }
        finally
        {
            queue.Writer.Complete();
            await Task.WhenAll(workers);
        }
    }

    private async Task WorkAsync(ChannelReader<PlannedChange> queue, CancellationTokenSource stopping, CancellationToken abort)
    {
        while (await queue.WaitToReadAsync(CancellationToken.None))
        {
            while (queue.TryRead(out var change))
            {
                // What is left in the queue is drained without being begun.
                if (!stopping.IsCancellationRequested)
                {
                    await ApplyOrStopAsync(change, stopping, abort);
                }
            }
        }
    }

    private async Task ApplyOrStopAsync(PlannedChange change, CancellationTokenSource stopping, CancellationToken abort)
    {
        try
        {
            await ApplyAsync(change, stopping, abort);
        }
        catch
        {
            // A result that cannot be written, such as on a full disk: no further change may be begun.
            await stopping.CancelAsync();
            throw;
        }
    }

    private async Task ApplyAsync(PlannedChange change, CancellationTokenSource stopping, CancellationToken abort)
    {
        var key = ChangeKey.For(_runId, change);
        var isNoted = false;
        SentChange? sent = null;
        var result = new ChangeResult { Sequence = change.Sequence, Id = change.Id, Outcome = ChangeOutcome.Unknown, IdempotencyKey = key };
        try
        {
            try
            {
                sent = await _sender.SendAsync(change, new WriteRequest(key, NoteOnce) { IsKeyUsed = IsPlanOfEarlierRun }, abort);
                result = Of(sent, result);
                StopIfOthersWouldFail(sent.Failure, stopping);
            }
            catch (OperationCanceledException) when (abort.IsCancellationRequested || stopping.IsCancellationRequested)
            {
                // It was never sent, or refused each time.
                if (!isNoted)
                {
                    return;
                }

                result = result with { Outcome = ChangeOutcome.NotAttempted };
            }

            // The result first: what the snapshot cannot take is read again by the next run, a result is not.
            result = result with { At = _time.GetUtcNow() };
            _results.Append(result);
        }
        catch when (isNoted)
        {
            // Its sending is on record, and its outcome is not.
            Counts.Add(result with { Outcome = ChangeOutcome.Unknown, Error = null });
            Observer?.Invoke(change, null, null);
            throw;
        }

        if (result.Outcome == ChangeOutcome.NotAttempted)
        {
            return;
        }

        Counts.Add(result);
        Observer?.Invoke(change, result.Outcome == ChangeOutcome.Unknown ? null : result.Outcome, sent);
        Progress?.Report(result.Outcome);
        Log(change, result);
        if (result is { Outcome: ChangeOutcome.Failed or ChangeOutcome.Unknown, Error.Code: not StripeFailure.Interrupted }
            && _failureLimit.Count() is { } reason)
        {
            Stop(reason, stopping);
        }

        void NoteOnce()
        {
            if (!isNoted)
            {
                _results.AppendSending(change, key, _time.GetUtcNow());
                isNoted = true;
            }
        }
    }

    private ChangeResult Of(SentChange sent, ChangeResult result) => result with
    {
        Outcome = sent.Outcome,
        RequestId = sent.RequestId,
        IdempotencyKey = sent.IdempotencyKey ?? result.IdempotencyKey,
        Attempts = sent.Attempts,
        MadeBy = sent.IsOfEarlierRun ? GoesOnWith : null,
        Done = sent.Done,
        Error = sent.Error,
    };

    private void StopIfOthersWouldFail(StripeFailure? failure, CancellationTokenSource stopping)
    {
        if (failure is null)
        {
            Volatile.Write(ref _failuresInARow, 0);
        }
        else if (failure.StopsRun)
        {
            Interlocked.CompareExchange(ref _stopFailure, failure, null);
            Stop(failure.Describe(), stopping);
        }
        else if (failure.MayPass && Interlocked.Increment(ref _failuresInARow) >= FailuresThatMeanAnOutage)
        {
            Stop(
                string.Create(CultureInfo.InvariantCulture, $"{FailuresThatMeanAnOutage} changes in a row came to nothing; the last: {failure.Describe()}"),
                stopping);
        }
    }

    private void Log(PlannedChange change, ChangeResult result)
    {
        if (result.Error is { } error)
        {
            var what = result.IsDeviating ? "made otherwise" : result.Outcome == ChangeOutcome.Unknown ? "made or not, which is not known" : "not made";
            _log.Warning(
                "Change {Sequence} of {Coupon} was {Outcome}: {Code} {Message} (request {RequestId}, {Attempts} attempts)",
                change.Sequence, change.Id, what, error.Code, error.Message, result.RequestId, result.Attempts);
        }
        else
        {
            _log.Information(
                "Applied change {Sequence} to {Coupon} (request {RequestId}, {Attempts} attempts)",
                change.Sequence, change.Id, result.RequestId, result.Attempts);
        }
    }

    private void Stop(string reason, CancellationTokenSource stopping)
    {
        Interlocked.CompareExchange(ref _stopReason, reason, null);
        stopping.Cancel();
    }
}
