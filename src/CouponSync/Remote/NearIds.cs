using CouponSync.Coupons;
using Microsoft.Data.Sqlite;

namespace CouponSync.Remote;

/// <summary>
/// Finds coupons whose ids differ from another one by a slip only: case, width, quotes, leading zeros, look-alike and invisible
/// characters. It knows the coupons that were read: all of the account after listing, only a few after reading by id.
/// </summary>
/// <remarks>What it looks things up in is a table of SQLite's own temporary file, made for the first question: most runs ask none.</remarks>
internal sealed class NearIds : IDisposable
{
    private readonly SqliteCommand _find;

    /// <summary>Reads the ids of the coupons there are.</summary>
    /// <param name="image">The coupons; outlives this.</param>
    public NearIds(RemoteImage image)
    {
        var connection = image.Connection;
        connection.CreateFunction<string, string>("fold", IdFolding.Fold, isDeterministic: true);
        using var make = connection.CreateCommand();
        make.Transaction = image.Transaction;
        make.CommandText = """
            CREATE TEMP TABLE near AS SELECT fold(id) AS folded, id FROM coupons;
            CREATE INDEX temp.by_folded ON near (folded, id);
            """;
        make.ExecuteNonQuery();
        _find = connection.CreateCommand();
        _find.CommandText = "SELECT id FROM near WHERE folded = $folded ORDER BY id LIMIT 1";
        _find.Parameters.Add("$folded", SqliteType.Text);
        Image = image;
    }

    private RemoteImage Image { get; }

    /// <summary>Finds one; null when there is none.</summary>
    /// <param name="id">An id that no coupon has.</param>
    public string? Find(string id)
    {
        _find.Transaction = Image.Transaction;
        _find.Parameters[0].Value = IdFolding.Fold(id);
        return _find.ExecuteScalar() as string;
    }

    /// <inheritdoc/>
    public void Dispose() => _find.Dispose();
}
