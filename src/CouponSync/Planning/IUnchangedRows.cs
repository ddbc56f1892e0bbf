using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>Rows that were found to hold before, and whose coupon has not changed since.</summary>
internal interface IUnchangedRows
{
    /// <summary>Whether the row is known to hold without being compared.</summary>
    bool Holds(CouponRow row);

    /// <summary>Takes a row that was compared and holds.</summary>
    void Add(CouponRow row);
}
