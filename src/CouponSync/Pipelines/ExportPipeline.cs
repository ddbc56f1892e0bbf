using CouponSync.Coupons;
using CouponSync.Exporting;
using CouponSync.Remote;
using CouponSync.Reporting.Progress;
using CouponSync.Settings;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Pipelines;

/// <summary>
/// One run of <c>export</c>: read the coupons onto the disk, find which columns they need, write them from there.
/// What is in memory at a time is one coupon, and the names of the columns.
/// </summary>
/// <param name="stripe">The connection.</param>
/// <param name="mode">How coupons are read that are named one by one.</param>
/// <param name="progress">Shows how far it is.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class ExportPipeline(StripeConnection stripe, FetchMode mode, IProgressSink progress, TimeProvider time, ILogger log)
{
    /// <summary>Runs it.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="workDirectory">An existing directory for the coupons on their way.</param>
    /// <param name="open">Opens the output, once everything has been read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StripeFailureException">Stripe refused or could not be reached.</exception>
    public async Task<ExportResult> RunAsync(
        ExportRequest request, string workDirectory, Func<TextWriter> open, CancellationToken cancellationToken)
    {
        progress.Start(ProgressPhase.ReadingStripe, null);
        using var snapshot = CouponSnapshot.Create(Path.Combine(workDirectory, "export.db"), stripe.Key.Livemode);
        long shown = 0;
        var coupons = new DirectProgress<long>(now =>
        {
            progress.Advance(now - shown);
            shown = now;
        });
        var fetched = await new CouponFetch(stripe.Gateway, stripe.ThrottleOptions, time, log).ReadAsync(
            new FetchRequest(request.Ids ?? [], request.Ids?.Count ?? 0, WithProducts: true)
            {
                // Without ids everything is wanted, and only the list has it.
                Mode = request.Ids is null ? FetchMode.List : mode,
                CreatedFrom = request.CreatedSince?.ToUnixTimeSeconds(),
            },
            snapshot,
            coupons,
            cancellationToken);

        var withNul = new SortedDictionary<string, Problem>(StringComparer.Ordinal);
        var columns = ExportColumns.Of(Writable());
        await using var text = open();
        long count = 0;
        using (var writer = new ExportWriter(text, columns))
        {
            writer.WriteHeader();
            foreach (var coupon in Writable())
            {
                cancellationToken.ThrowIfCancellationRequested();
                writer.Write(coupon);
                count++;
            }
        }

        await text.FlushAsync(cancellationToken);
        log.Information("Exported {Coupons} coupons with {Keys} metadata keys", count, columns.MetadataKeys.Count);
        return new ExportResult(
            count,
            columns,
            [.. (request.Ids ?? []).Where(id => !fetched.Unreadable.ContainsKey(id) && snapshot.Find(id) is null)],
            [.. fetched.Unreadable.OrderBy(static u => u.Key, StringComparer.Ordinal).Select(static u => u.Value), .. withNul.Values]);

        // No CSV file that is read again can hold a NUL: check takes it for damage.
        IEnumerable<RemoteCoupon> Writable()
        {
            foreach (var coupon in Wanted(request, snapshot))
            {
                if (coupon.FindNul() is { } place)
                {
                    withNul[coupon.Id] = new Problem(
                        "nul_character",
                        $"The coupon '{coupon.Id}' holds a NUL character ({place}), which a CSV file cannot: correct it in Stripe.");
                }
                else
                {
                    yield return coupon;
                }
            }
        }
    }

    private static IEnumerable<RemoteCoupon> Wanted(ExportRequest request, CouponSnapshot snapshot) => request.Ids is { } ids
        ? ids.Select(snapshot.Find).OfType<RemoteCoupon>()
        : snapshot.All();
}

/// <summary>Which coupons are exported.</summary>
internal sealed record ExportRequest
{
    /// <summary>Only these, in ordinal order; null for all.</summary>
    public IReadOnlyCollection<string>? Ids { get; init; }

    /// <summary>Only those created then or later; null for all.</summary>
    public DateTimeOffset? CreatedSince { get; init; }
}

/// <summary>What was exported.</summary>
/// <param name="Coupons">How many coupons.</param>
/// <param name="Columns">The columns they needed.</param>
/// <param name="Missing">The wanted ids of which there is no coupon.</param>
/// <param name="Unreadable">Why coupons that are wanted are not in it: Stripe does not show them, or no CSV can hold them; one for each.</param>
internal sealed record ExportResult(long Coupons, ExportColumns Columns, IReadOnlyList<string> Missing, IReadOnlyList<Problem> Unreadable)
{
    /// <summary>Whether it has all that was wanted.</summary>
    public bool IsComplete => Missing.Count == 0 && Unreadable.Count == 0;
}
