using System.Text;
using CouponSync.Coupons;
using CouponSync.Input;
using CouponSync.Settings;

namespace CouponSync.Tests.Input;

/// <summary>Everything the loader says about an input, as plain values.</summary>
internal sealed record CsvFile(
    LoadedInput Loaded, IReadOnlyList<CouponRow> Rows, IReadOnlyList<FailedRow> Failed, IReadOnlyList<Problem> Problems)
{
    public static Task<CsvFile> LoadAsync(string text, CsvReadOptions? options = null) =>
        LoadAsync(Encoding.UTF8.GetBytes(text), options);

    public static Task<CsvFile> LoadAsync(byte[] bytes, CsvReadOptions? options = null, string name = "coupons.csv") =>
        LoadAsync(new CsvInput(name, () => new MemoryStream(bytes)), options);

    public static async Task<CsvFile> LoadAsync(CsvInput input, CsvReadOptions? options = null)
    {
        var directory = Directory.CreateTempSubdirectory("couponsync-test-");
        try
        {
            await using var loaded = await CsvLoader.LoadAsync(
                input, options ?? new CsvReadOptions(), directory.FullName, CancellationToken.None);
            var file = new CsvFile(
                loaded,
                [.. loaded.Rows(CancellationToken.None)],
                [.. loaded.InvalidRows(CancellationToken.None)],
                [.. loaded.Problems()]);
            file.Rows.Should().HaveCount((int)loaded.ValidCount);
            file.Failed.Should().HaveCount((int)loaded.InvalidCount);
            file.Problems.Should().HaveCount((int)loaded.ProblemCount);
            return file;
        }
        finally
        {
            directory.EnumerateFiles().Should().BeEmpty("temporary files go with the input");
            directory.Delete(recursive: true);
        }
    }

    /// <summary>The only problem, which must be an error.</summary>
    public Problem OnlyError()
    {
        Problems.Should().ContainSingle();
        Problems[0].Severity.Should().Be(ProblemSeverity.Error);
        Loaded.IsUsable.Should().BeFalse();
        return Problems[0];
    }
}
