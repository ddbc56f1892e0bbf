using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Remote;
using CouponSync.Settings;
using Microsoft.Data.Sqlite;

namespace CouponSync.Pipelines;

/// <summary>The coupons as a run knows them, and where what it learns about them is kept for the next one.</summary>
internal sealed class RemoteView : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RemoteImage _image;
    private readonly IReadOnlySet<string>? _readToday;
    private readonly Action<string>? _setAside;
    private readonly Func<DateTimeOffset>? _now;
    private readonly bool _notesMissing;
    private readonly string? _passingPath;
    private CouponSnapshot? _snapshot;
    private SnapshotFacts? _facts;
    private NearIds? _near;

    private RemoteView(RemoteImage image, string path, IReadOnlyDictionary<string, Problem> unreadable)
    {
        _image = image;
        _passingPath = path;
        Unreadable = unreadable;
    }

    private RemoteView(
        CouponSnapshot snapshot,
        SnapshotFacts facts,
        IReadOnlySet<string>? readToday,
        IReadOnlyDictionary<string, Problem> unreadable,
        Action<string> setAside,
        Func<DateTimeOffset> now)
    {
        _image = snapshot.Image;
        _snapshot = snapshot;
        _facts = facts;
        _readToday = readToday;
        _setAside = setAside;
        _now = now;
        _notesMissing = !facts.IsComplete && readToday is null;
        Unreadable = unreadable;
    }

    /// <summary>The coupons Stripe refused to show, with the reason.</summary>
    public IReadOnlyDictionary<string, Problem> Unreadable { get; }

    /// <summary>Coupons for this run only.</summary>
    /// <param name="image">The coupons; disposed with this.</param>
    /// <param name="path">Their file, deleted with this.</param>
    /// <param name="unreadable">Those Stripe refused to show.</param>
    public static RemoteView Passing(RemoteImage image, string path, IReadOnlyDictionary<string, Problem> unreadable) =>
        new(image, path, unreadable);

    /// <summary>Coupons that are kept.</summary>
    /// <param name="snapshot">The coupons; disposed with this.</param>
    /// <param name="facts">What is known of them.</param>
    /// <param name="readToday">Those that were read from Stripe in this run; null for all.</param>
    /// <param name="unreadable">Those Stripe refused to show.</param>
    /// <param name="setAside">Puts the file away, so that the next run reads anew; takes the reason.</param>
    /// <param name="now">The time, by Stripe's clock where it was seen.</param>
    public static RemoteView Kept(
        CouponSnapshot snapshot,
        SnapshotFacts facts,
        IReadOnlySet<string>? readToday,
        IReadOnlyDictionary<string, Problem> unreadable,
        Action<string> setAside,
        Func<DateTimeOffset> now) => new(snapshot, facts, readToday, unreadable, setAside, now);

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

    /// <summary>Finds the coupon that an id, which no coupon has, was most likely meant to name; null when there is none among those
    /// that were read.</summary>
    public string? FindNear(string id)
    {
        try
        {
            return (_near ??= new NearIds(_image)).Find(id);
        }
        catch (SqliteException)
        {
            // It is a service only; whatever is wrong with the file shows where it matters.
            return null;
        }
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
    public void BeginPush(string runId) => Save(runId);

    /// <summary>Notes that every change is accounted for.</summary>
    public void EndPush() => Save(null);

    /// <summary>Takes what became of a change into the image. Safe for several threads.</summary>
    /// <param name="change">The change.</param>
    /// <param name="outcome">What became of it; null when that is not known.</param>
    /// <param name="sent">What was sent; null when there was no answer.</param>
    public void Observe(PlannedChange change, ChangeOutcome? outcome, SentChange? sent) => Write(snapshot =>
    {
        if (outcome == ChangeOutcome.Applied && sent is { Answer.Value: { } coupon, IdempotencyKey: { } key, IsReplayed: false })
        {
            snapshot.PutOwn(new OwnWrite(key, sent.RequestId, change.Id, _now!().ToUnixTimeSeconds()), coupon);
        }
        else
        {
            // Refused, unanswered, given up, deleted: what the coupon is now is for the next run to read.
            snapshot.Doubt(change.Id);
        }
    });

    /// <summary>Gives up kept coupons whose file turned out to be damaged: it is set aside, and nothing more is kept.</summary>
    /// <param name="reason">What is wrong with it.</param>
    public void GiveUp(string reason)
    {
        lock (_gate)
        {
            var damaged = _snapshot;
            _snapshot = null;
            try
            {
                damaged?.Dispose();
            }
            catch (SqliteException)
            {
                // There is nothing in it to save.
            }

            _setAside?.Invoke(reason);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _near?.Dispose();
        if (_passingPath is null)
        {
            _snapshot?.Dispose();
            return;
        }

        try
        {
            _image.Dispose();
        }
        finally
        {
            File.Delete(_passingPath);
        }
    }

    private void Save(string? pushing) => Write(snapshot =>
    {
        _facts = _facts! with { Pushing = pushing };
        snapshot.Save(_facts);
    });

    // Changes are applied whatever becomes of the image: without it the next run reads all coupons.
    private void Write(Action<CouponSnapshot> write)
    {
        lock (_gate)
        {
            if (_snapshot is not { } snapshot)
            {
                return;
            }

            try
            {
                write(snapshot);
            }
            catch (Exception e) when (ImageDamage.Is(e))
            {
                GiveUp(e.Message);
            }
        }
    }
}
