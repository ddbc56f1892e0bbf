namespace CouponSync.Remote;

/// <summary>
/// The requests of a fetch that are under way. One thread starts them and takes what they bring, one at a time, so
/// that nothing of a fetch needs a lock.
/// </summary>
internal sealed class FetchTasks(CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly List<Task> _tasks = [];

    /// <summary>Ends the requests when the fetch ends, whichever way.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>How many are under way.</summary>
    public int Count => _tasks.Count;

    /// <summary>Takes one that was started.</summary>
    public void Add(Task task) => _tasks.Add(task);

    /// <summary>Waits for the next to end, and gives it back, ended.</summary>
    public async Task<Task> NextAsync()
    {
        var ended = await Task.WhenAny(_tasks);
        _tasks.Remove(ended);
        return ended;
    }

    /// <summary>Cancels what is still under way: nobody needs it any more. A request that still waits for its turn
    /// is never sent.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var task in _tasks)
        {
            // Why it ended does not matter: the fetch has what it needs, or ends with an earlier failure.
            await task.ContinueWith(
                static ended => _ = ended.Exception,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        _end.Dispose();
    }
}
