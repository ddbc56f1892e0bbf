using CouponSync.Coupons;
using CouponSync.Files;

namespace CouponSync.Input;

/// <summary>Writes <c>errors.csv</c>: every row that failed, in the order of the input.</summary>
internal static class ErrorsFile
{
    /// <summary>Writes the file when there is a row to write.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">The input.</param>
    /// <param name="failures">Why valid rows failed, in the order of their lines; several of one line are joined.</param>
    /// <returns>Whether it was written.</returns>
    public static async Task<bool> WriteAsync(string path, LoadedInput input, IEnumerable<RowFailure> failures)
    {
        var rows = LineOrder.Merge(
            input.InvalidRows(CancellationToken.None),
            Failed(input, failures),
            static r => r.Line,
            static r => r.Line,
            static r => r,
            static r => r);
        if (!rows.Any())
        {
            return false;
        }

        await AtomicFile.WriteAsync(path, async stream =>
        {
            await using var file = new ErrorsCsv(stream, input.Header, rows.Any(ErrorsCsv.NeedsMark));
            foreach (var row in rows)
            {
                file.Write(row);
            }
        });
        return true;
    }

    private static IEnumerable<FailedRow> Failed(LoadedInput input, IEnumerable<RowFailure> failures)
    {
        using var failure = failures.GetEnumerator();
        var hasFailure = failure.MoveNext();
        foreach (var row in input.Rows(CancellationToken.None))
        {
            while (hasFailure && failure.Current.Line < row.Line)
            {
                hasFailure = failure.MoveNext();
            }

            if (!hasFailure)
            {
                yield break;
            }

            if (failure.Current.Line != row.Line)
            {
                continue;
            }

            var code = failure.Current.Code;
            var messages = new List<string>();
            for (; hasFailure && failure.Current.Line == row.Line; hasFailure = failure.MoveNext())
            {
                messages.Add(failure.Current.Message);
            }

            yield return new FailedRow(row.Line, row.Cells, new Problem(code, string.Join(' ', messages)));
        }
    }
}

/// <summary>Why a valid row failed.</summary>
/// <param name="Line">The row's line.</param>
/// <param name="Code">A stable word.</param>
/// <param name="Message">A sentence.</param>
internal readonly record struct RowFailure(long Line, string Code, string Message);
