namespace CouponSync.Loading.Csv;

/// <summary>The cells of one row, however they are kept.</summary>
internal interface ICells
{
    /// <summary>Whether a cell is empty.</summary>
    bool IsEmpty(int column);

    /// <summary>The text of a cell, valid until the next call.</summary>
    ReadOnlySpan<char> Text(int column);
}

/// <summary>Cells of the row that is being read.</summary>
/// <param name="Row">The row.</param>
internal readonly record struct Utf8Cells(Utf8Row Row) : ICells
{
    /// <inheritdoc/>
    public bool IsEmpty(int column) => Row.IsEmpty(column);

    /// <inheritdoc/>
    public ReadOnlySpan<char> Text(int column) => Row.Text(column);
}

/// <summary>Cells that are strings.</summary>
/// <param name="Cells">One string for each column.</param>
internal readonly record struct StringCells(string[] Cells) : ICells
{
    /// <inheritdoc/>
    public bool IsEmpty(int column) => Cells[column].Length == 0;

    /// <inheritdoc/>
    public ReadOnlySpan<char> Text(int column) => Cells[column];
}
