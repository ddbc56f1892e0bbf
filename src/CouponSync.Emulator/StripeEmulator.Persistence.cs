namespace CouponSync.Emulator;

/// <content>Keeping the state in a file.</content>
public sealed partial class StripeEmulator
{
    /// <summary>
    /// Saves coupons, events, idempotency keys and counted writes; not the log, the counters and the faults. The file is
    /// replaced in one step. Each connected account has a file of its own beside it, with its id added to the name.
    /// </summary>
    /// <param name="path">The file; its folder is made when missing.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        StateFile.Save(_parts, path);
        foreach (var (id, account) in _connected)
        {
            account.Save($"{path}.{id}");
        }
    }

    /// <summary>Replaces the account's objects by those of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether there was such a file; without one nothing changes.</returns>
    /// <exception cref="EmulatorStateException">It is not a state of this version, or cannot be read.</exception>
    public async Task<bool> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        foreach (var (id, account) in _connected)
        {
            await account.LoadAsync($"{path}.{id}", cancellationToken);
        }

        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return false;
        }

        foreach (var livemode in (bool[])[false, true])
        {
            Account(livemode).Clear();
        }

        await StateFile.LoadAsync(_parts, path, cancellationToken);
        return true;
    }
}
