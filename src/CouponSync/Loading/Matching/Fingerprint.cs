namespace CouponSync.Loading.Matching;

/// <summary>128 bits that stand for a text: under a key nobody knows, no two texts have the same for all practical purposes.</summary>
/// <param name="Low">The first eight bytes, the lowest first.</param>
/// <param name="High">The other eight.</param>
internal readonly record struct Fingerprint(ulong Low, ulong High);
