using System.Text.Json.Serialization;

namespace CouponSync.Runs;

/// <summary>How the small files beside the runs are written and read: who holds a lock, how many rows each input had.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LockOwner))]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(string))]
internal sealed partial class StateJson : JsonSerializerContext;
