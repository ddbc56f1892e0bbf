using System.Globalization;

namespace CouponSync.Loading.Snapshot;

/// <summary>
/// A note beside a kept image that it was closed in order, with its size and time as they were then. Nobody has
/// touched a file that still has both, so its structure need not be proved again, which takes a second and more for a
/// million coupons. A killed run leaves no note.
/// </summary>
/// <param name="path">The image's file.</param>
internal sealed class ClosedMark(string path)
{
    private readonly string _path = path + ".closed";

    /// <summary>Takes the note away.</summary>
    /// <returns>Whether it was there, and the file is as it was.</returns>
    public bool Take()
    {
        try
        {
            var isUntouched = File.Exists(_path) && string.Equals(File.ReadAllText(_path), Describe(), StringComparison.Ordinal);
            File.Delete(_path);
            return isUntouched;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Leaves the note. Without it the next run only looks closer.</summary>
    public void Leave()
    {
        try
        {
            using var file = PrivateFiles.Create(_path);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Describe()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Take();
        }
    }

    private string Describe()
    {
        var file = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}");
    }
}
