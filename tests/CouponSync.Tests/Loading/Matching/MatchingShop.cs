using System.Text;
using CouponSync.Coupons;
using CouponSync.Loading.Csv;
using CouponSync.Loading.Matching;
using CouponSync.Loading.Remote;
using CouponSync.Planning;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Loading.Matching;

/// <summary>Coupons in an image and a file of rows about them, made by chance: most rows are what their coupon is.</summary>
internal sealed class MatchingShop : IAsyncDisposable
{
    private static readonly string[] Keys = ["campaign", "order_id", "Größe", "z", "😀", "\uFFFD"];
    private static readonly string[] Values = ["a", "b", "ab", "ä", "😀", "x,\"y\"\n", " ", "0"];
    private static readonly string?[] Names = [null, "", "Sale", "Größe L", "a"];

    private readonly TemporaryDirectory _directory = new();
    private readonly Random _random;
    private readonly Dictionary<string, RemoteCoupon> _coupons = new(StringComparer.Ordinal);
    private readonly string[] _columns;
    private LoadedInput? _input;

    public MatchingShop(int seed, int count = 700)
    {
        _random = new Random(seed);
        Count = count;
        Options = new PlanOptions { UnsetEmptyCells = Chance(2), PruneMetadata = Chance(3) };
        List<string> columns = ["id", .. Keys.Where(_ => Chance(2)).Select(static k => $"metadata[{k}]")];
        columns.AddRange(((string[])["name", "created", "percent_off"]).Where(_ => Chance(3)));
        _columns = [.. columns];
        _random.Shuffle(_columns);
        for (var i = 0; i < count; i++)
        {
            Put(Coupon(Id(i)));
        }
    }

    public int Count { get; }

    public PlanOptions Options { get; init; }

    public LoadedInput Input => _input!;

    public RemoteImage Image { get; private set; } = null!;

    public FingerprintRecipe Recipe => FingerprintRecipe.For(Input.Header, Options.PruneMetadata);

    public async Task LoadAsync()
    {
        var text = new StringBuilder().AppendJoin(',', _columns.Select(Quoted)).Append('\n');
        for (var i = 0; i < Count; i++)
        {
            text.AppendJoin(',', Row(_coupons[Id(i)]).Select(Quoted)).Append('\n');
        }

        // Rows without a coupon, rows that are not valid, and an id that is in the file twice.
        text.AppendJoin(',', Row(Coupon("stranger")).Select(Quoted)).Append('\n');
        text.AppendJoin(',', _columns.Select(static _ => "")).Append(",one too many\n");
        text.AppendJoin(',', Row(_coupons[Id(5)]).Select(Quoted)).Append('\n');
        _input = await CsvLoader.LoadAsync(
            CsvInput.FromPath(_directory.Write("coupons.csv", text.ToString())), new CsvReadOptions { SkipInvalid = true }, _directory.Path, default);
        _input.IsUsable.Should().BeTrue(string.Join('\n', _input.Problems().Select(static p => p.Message)));
        _input.ValidCount.Should().Be(Count);
    }

    /// <summary>Puts all coupons into a new image, some of them twice, as a walk that begins again does.</summary>
    public void Fill(bool records)
    {
        Image = RemoteImage.Create(_directory.File("image.db"), livemode: false);
        if (records)
        {
            Image.Fingerprints.Record(Recipe);
        }

        foreach (var page in _coupons.Values.ToList().Chunk(100))
        {
            Image.Put(page);
            if (Chance(2))
            {
                Change(deletes: false);
            }
        }

        Image.Put(_coupons.Values);

        Image.Fingerprints.Complete();
    }

    /// <summary>Puts, changes, deletes and puts back a few coupons.</summary>
    public void Change(bool deletes = true)
    {
        for (var i = _random.Next(40); i > 0; i--)
        {
            var id = Id(_random.Next(Count));
            if (deletes && Chance(4))
            {
                Image.Delete(id);
                _coupons.Remove(id);
            }
            else
            {
                var coupon = Chance(2) && _coupons.TryGetValue(id, out var same) ? same : Coupon(id);
                Put(coupon);
                Image.Put([coupon]);
            }
        }
    }

    /// <summary>Closes the image and opens it as the next run does.</summary>
    public void Reopen()
    {
        Image.Dispose();
        Image = RemoteImage.Open(_directory.File("image.db"), livemode: false);
    }

    public RowSet Find(params string[] except) => Find(Options.PruneMetadata, except);

    public RowSet Find(bool prunes, params string[] except) =>
        FingerprintJoin.Find(Input, Image, prunes, except, _directory.Path, CancellationToken.None);

    /// <summary>Every valid row with its place.</summary>
    public IEnumerable<(long Place, CouponRow Row)> Rows()
    {
        using var row = Input.Read()!;
        while (row.MoveNext())
        {
            if (row.IsValid)
            {
                row.Decode();
                yield return (row.Index, Input.Header.Row(row.Line, row.Cells()));
            }
        }
    }

    /// <summary>Whether the row is what the coupon is, cell by cell, so that it should be found.</summary>
    public bool IsExact(CouponRow row) =>
        row.Terms is null
        && Image.Find(row.Id) is { } coupon
        && row.Metadata.All(c => (coupon.Metadata.Find(c.Key) ?? "") == c.Value)
        && (row.Name is null || row.Name == (coupon.Name ?? ""))
        && (!Options.PruneMetadata || coupon.Metadata.All(m => row.Metadata.Any(c => c.Key == m.Key)));

    public async ValueTask DisposeAsync()
    {
        Image?.Dispose();
        await (_input?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Dispose();
    }

    public static string Id(int i) => i % 7 == 3 ? $"Ж{i}" : $"c{i}";

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void Put(RemoteCoupon coupon) => _coupons[coupon.Id] = coupon;

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private RemoteCoupon Coupon(string id) => new()
    {
        Id = id,
        Created = 1,
        Livemode = false,
        Name = Names[_random.Next(Names.Length)],
        Metadata = CouponMetadata.From(Keys.Where(_ => Chance(2)).Select(k => KeyValuePair.Create(k, Values[_random.Next(Values.Length)]))),
        Terms = new CouponTerms { PercentOff = 10, Duration = "once" },
    };

    private IEnumerable<string> Row(RemoteCoupon coupon)
    {
        var isExact = Chance(2);
        return _columns.Select(column => column switch
        {
            "id" => coupon.Id,
            "created" => "1",
            "percent_off" => Chance(3) ? "10" : Chance(3) ? "20" : "",
            _ when !isExact && Chance(4) => Chance(2) ? "" : Values[_random.Next(Values.Length)],
            "name" => coupon.Name ?? "",
            _ => coupon.Metadata.Find(column["metadata[".Length..^1]) ?? "",
        });
    }
}
