using CouponSync.Files;
using CouponSync.Settings;

namespace CouponSync.Exporting;

/// <summary>Reads the ids of <c>--ids-from</c>: one a line, exactly as Stripe has them; a first line <c>id</c> is a
/// header.</summary>
internal static class IdList
{
    /// <summary>Reads them.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <param name="openInput">Opens standard input.</param>
    /// <returns>The ids, each once, in ordinal order.</returns>
    /// <exception cref="SettingsException">The file cannot be read.</exception>
    public static IReadOnlyCollection<string> Read(string path, Func<Stream> openInput)
    {
        try
        {
            using var reader = new StreamReader(BoundedStream.OfLines(path == "-" ? openInput() : File.OpenRead(path)));
            var ids = new SortedSet<string>(StringComparer.Ordinal);
            for (var number = 1; reader.ReadLine() is { } line; number++)
            {
                if (line.Length > 0 && !(number == 1 && line == "id"))
                {
                    ids.Add(line);
                }
            }

            return ids;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The ids in '{path}' (--ids-from) cannot be read: {StorageFailure.Reason(e)}.");
        }
    }
}
