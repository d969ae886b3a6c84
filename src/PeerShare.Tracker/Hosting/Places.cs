namespace PeerShare.Tracker.Hosting;

/// <summary>Places for what takes much while it lasts. A user, or whatever else the key is, has few of them at a time: who is slow on purpose
/// keeps himself waiting, and not everybody. One who waits for a place of his own takes none of the others'.</summary>
/// <param name="all">Of all users together.</param>
/// <param name="ofUser">Of one.</param>
internal sealed class Places<TUser>(int all, int ofUser)
    where TUser : notnull
{
    private readonly Lock gate = new();
    private readonly Row everybody = new(new SemaphoreSlim(all));
    private readonly Dictionary<TUser, Row> users = [];

    /// <summary>Waits for a place, and acts in it.</summary>
    /// <exception cref="OperationCanceledException">Whoever waited has gone.</exception>
    public async Task ActAsync(TUser user, Func<Task> act, CancellationToken gone)
    {
        var own = Come(user);
        try
        {
            await InTurnAsync(own, () => InTurnAsync(everybody, act, gone), gone);
        }
        finally
        {
            Go(user, own);
        }
    }

    private static async Task InTurnAsync(Row row, Func<Task> act, CancellationToken gone)
    {
        await row.Places.WaitAsync(gone);
        try
        {
            await act();
        }
        finally
        {
            row.Places.Release();
        }
    }

    private Row Come(TUser user)
    {
        lock (gate)
        {
            if (!users.TryGetValue(user, out var own))
            {
                users.Add(user, own = new Row(new SemaphoreSlim(ofUser)));
            }

            own.Present++;
            return own;
        }
    }

    /// <summary>The last one leaves nothing behind.</summary>
    private void Go(TUser user, Row own)
    {
        lock (gate)
        {
            if (--own.Present == 0)
            {
                users.Remove(user);
            }
        }
    }

    private sealed class Row(SemaphoreSlim places)
    {
        public SemaphoreSlim Places => places;

        /// <summary>Those of a user who are in a place or wait for one.</summary>
        public int Present { get; set; }
    }
}
