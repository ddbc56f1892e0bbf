using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>What a person knows a coupon by.</summary>
/// <param name="Sequence">Its change's place in the plan.</param>
/// <param name="Name">The name customers see, as the run found it; null when it has none.</param>
/// <param name="Terms">What it is worth, in words.</param>
internal sealed record ReportedCoupon(long Sequence, string? Name, string Terms);

/// <summary>
/// The names and terms of the coupons that a plan changes, for the report that shows them beside their ids: a temporary file, one
/// JSON object a line, in the plan's order. The plan does not have them, and the snapshot is the next run's when the report is written.
/// </summary>
/// <param name="directory">An existing directory for the file, which is made only when there are changes.</param>
internal sealed class CouponLog(string directory) : IDisposable
{
    private TemporaryFile? _file;
    private int _count;

    /// <summary>Adds the coupon of a change; one that does not exist, or that no report would show, is passed over.</summary>
    public void Add(PlannedChange change, RemoteCoupon? coupon)
    {
        if (coupon is null || _count == HtmlReportRenderer.DefaultMaxChanges)
        {
            return;
        }

        _count++;
        _file ??= TemporaryFile.Create(directory, "coupons");
        var reported = new ReportedCoupon(change.Sequence, coupon.Name, TermsText.Describe(coupon.Terms));
        JsonSerializer.Serialize(_file.Writer, reported, ReportedCouponJson.Default.ReportedCoupon);
        _file.Writer.WriteByte((byte)'\n');
    }

    /// <summary>Begins again, without any.</summary>
    public void Clear()
    {
        _file?.Dispose();
        (_file, _count) = (null, 0);
    }

    /// <summary>Reads all of them, in the order they came.</summary>
    public IEnumerable<ReportedCoupon> Read()
    {
        if (_file is null)
        {
            yield break;
        }

        using var reader = new StreamReader(_file.OpenRead(), Encoding.UTF8, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonSerializer.Deserialize(line, ReportedCouponJson.Default.ReportedCoupon)!;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

/// <summary>How coupons are written to a temporary file and read again.</summary>
[JsonSerializable(typeof(ReportedCoupon))]
internal sealed partial class ReportedCouponJson : JsonSerializerContext;
