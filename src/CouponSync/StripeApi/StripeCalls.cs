using CouponSync.Http;
using Stripe;

namespace CouponSync.StripeApi;

/// <summary>
/// One call of Stripe.net: what it answers, with what the answer's headers say, and what it throws as one kind of
/// exception.
/// </summary>
/// <param name="failures">Puts what goes wrong into words.</param>
internal sealed class StripeCalls(FailureTranslation failures)
{
    private long _lastServerTime;

    /// <summary>Stripe's clock at its latest answer; null when none was read.</summary>
    public DateTimeOffset? LastServerTime =>
        Volatile.Read(ref _lastServerTime) is var seconds and > 0 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>Calls, and reads the answer.</summary>
    /// <param name="ask">The call.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <param name="begin">Begins the trace of its attempts; a plain one when it is null.</param>
    /// <exception cref="StripeFailureException">There is no answer, or Stripe refused.</exception>
    public async Task<Answer<TValue>> AskAsync<TEntity, TValue>(
        Func<Task<TEntity>> ask,
        Func<TEntity, TValue> read,
        CancellationToken cancellationToken,
        Func<RequestTrace>? begin = null)
        where TEntity : StripeEntity
    {
        using var trace = begin?.Invoke() ?? RequestTrace.Begin();
        try
        {
            var entity = await ask();
            var response = entity.StripeResponse;
            if (response.Date is { } date)
            {
                Volatile.Write(ref _lastServerTime, date.ToUnixTimeSeconds());
            }

            return new Answer<TValue>(read(entity), response.RequestId, response.Content, trace.Attempts, trace.IdempotencyKey)
            {
                ServerTime = response.Date,
                IsReplayed = trace.LastWasReplayed,
                IsOfEarlierCall = trace is { LastWasReplayed: true, WasOpen: false },
            };
        }
        catch (StripeFailureException e)
        {
            // What was read is no answer to what was asked.
            throw new StripeFailureException(e.Failure with { Attempts = trace.Attempts, RequestId = trace.LastRequestId }, e);
        }
        catch (StripeException e)
        {
            throw new StripeFailureException(failures.Translate(e, trace), e);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException
            || (e is OperationCanceledException and not AdmissionStoppedException && !cancellationToken.IsCancellationRequested))
        {
            throw new StripeFailureException(failures.Translate(e, trace), e);
        }
        catch (OperationCanceledException e) when (trace.MayHaveBeenMade)
        {
            throw new StripeFailureException(FailureTranslation.TranslateInterrupted(trace), e);
        }
        catch (Exception e) when (e is not OperationCanceledException && trace is { LastStatus: not null, IsUnderWay: false, IsWithheld: false })
        {
            // The client throws whatever its parser throws when valid JSON is not what the API answers.
            throw new StripeFailureException(FailureTranslation.TranslateUnreadable(trace), e);
        }
    }
}
