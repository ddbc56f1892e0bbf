using CouponSync.Coupons;
using CouponSync.Loading.Remote;
using CouponSync.Loading.Snapshot;
using CouponSync.Planning;
using CouponSync.Pushing;

namespace CouponSync;

/// <summary>The coupons as a run knows them, and where what it learns about them is kept for the next one.</summary>
internal sealed class RemoteView : IDisposable
{
    private readonly RemoteImage _image;
    private readonly CouponSnapshot? _snapshot;
    private readonly IReadOnlySet<string>? _readToday;
    private readonly TimeProvider _time;
    private readonly Func<DateTimeOffset?> _serverTime;
    private readonly bool _notesMissing;
    private readonly string? _passingPath;
    private SnapshotFacts? _facts;

    private RemoteView(
        RemoteImage image,
        CouponSnapshot? snapshot,
        SnapshotFacts? facts,
        IReadOnlySet<string>? readToday,
        IReadOnlyDictionary<string, Problem> unreadable,
        TimeProvider time,
        Func<DateTimeOffset?> serverTime,
        string? passingPath = null)
    {
        _serverTime = serverTime;
        _passingPath = passingPath;
        _image = image;
        _snapshot = snapshot;
        _facts = facts;
        _readToday = readToday;
        _time = time;
        _notesMissing = facts is { IsComplete: false } && readToday is null;
        Unreadable = unreadable;
    }

    /// <summary>The coupons Stripe refused to show, with the reason.</summary>
    public IReadOnlyDictionary<string, Problem> Unreadable { get; }

    /// <summary>Coupons for this run only.</summary>
    /// <param name="image">The coupons; disposed with this.</param>
    /// <param name="path">Their file, deleted with this.</param>
    /// <param name="unreadable">Those Stripe refused to show.</param>
    /// <param name="time">The clock.</param>
    public static RemoteView Passing(
        RemoteImage image, string path, IReadOnlyDictionary<string, Problem> unreadable, TimeProvider time) =>
        new(image, null, null, null, unreadable, time, static () => null, path);

    /// <summary>Coupons that are kept.</summary>
    /// <param name="snapshot">The coupons; disposed with this.</param>
    /// <param name="facts">What is known of them.</param>
    /// <param name="readToday">Those that were read from Stripe in this run; null for all.</param>
    /// <param name="unreadable">Those Stripe refused to show.</param>
    /// <param name="time">The clock.</param>
    /// <param name="serverTime">What Stripe's clock last showed; null when it was not seen yet.</param>
    public static RemoteView Kept(
        CouponSnapshot snapshot,
        SnapshotFacts facts,
        IReadOnlySet<string>? readToday,
        IReadOnlyDictionary<string, Problem> unreadable,
        TimeProvider time,
        Func<DateTimeOffset?> serverTime) => new(snapshot.Image, snapshot, facts, readToday, unreadable, time, serverTime);

    /// <summary>The coupons.</summary>
    public RemoteImage Image => _image;

    /// <summary>Whether they are kept from run to run.</summary>
    public bool IsKept => _snapshot is not null;

    /// <summary>Finds a coupon; null when Stripe has none of this id.</summary>
    public RemoteCoupon? Find(string id)
    {
        var coupon = _image.Find(id);
        if (coupon is null && _notesMissing)
        {
            _snapshot!.NoteMissing(id, new Provenance(_facts!.ReadFrom, _facts.ReadTo, null));
        }

        return coupon;
    }

    /// <summary>Whether a row surely asks nothing of its coupon, from the bytes of the coupon's record.</summary>
    public bool SurelyHolds(CouponRow row, PlanOptions options)
    {
        var holds = RecordComparison.Holds(row, _image.Record(row.Id), options);
        _image.Release();
        return holds;
    }

    /// <summary>How many unchanged rows rest on events alone: their coupon was not read in this run.</summary>
    public long UnchangedByEvents { get; private set; }

    /// <summary>Counts an unchanged row.</summary>
    public void CountUnchanged(CouponRow row) => UnchangedByEvents += _readToday is null || _readToday.Contains(row.Id) ? 0 : 1;

    /// <summary>Makes what was learned so far permanent.</summary>
    public void Flush() => _snapshot?.Flush();

    /// <summary>Notes that a plan is being applied: should the run die, its coupons are in doubt.</summary>
    public void BeginPush(string runId) => Save(_facts is null ? null : _facts with { Pushing = runId });

    /// <summary>Notes that every change is accounted for.</summary>
    public void EndPush() => Save(_facts is null ? null : _facts with { Pushing = null });

    /// <summary>Takes what became of a change into the image. Safe for several threads.</summary>
    /// <param name="change">The change.</param>
    /// <param name="outcome">What became of it; null when that is not known.</param>
    /// <param name="sent">What was sent; null when there was no answer.</param>
    public void Observe(PlannedChange change, ChangeOutcome? outcome, SentChange? sent)
    {
        if (_snapshot is null)
        {
            return;
        }

        var at = (_serverTime() ?? _time.GetUtcNow()).ToUnixTimeSeconds();
        if (outcome == ChangeOutcome.Applied && sent is { Answer.Value: { } coupon, IdempotencyKey: { } key, IsReplayed: false })
        {
            _snapshot.PutOwn(new OwnWrite(key, sent.RequestId, change.Id, at), coupon);
        }
        else
        {
            // Refused, unanswered, given up, deleted: what the coupon is now is for the next run to read.
            _snapshot.Doubt(change.Id);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_snapshot is not null)
        {
            _snapshot.Dispose();
        }
        else
        {
            _image.Dispose();
        }

        if (_passingPath is not null)
        {
            File.Delete(_passingPath);
        }
    }

    private void Save(SnapshotFacts? facts)
    {
        if (facts is not null)
        {
            _facts = facts;
            _snapshot!.Save(facts);
        }
    }
}
