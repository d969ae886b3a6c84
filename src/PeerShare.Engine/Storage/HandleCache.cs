using Microsoft.Win32.SafeHandles;

namespace PeerShare.Engine.Storage;

/// <summary>The files in use last stay open, so many at most; one that is in use is closed only afterwards.</summary>
/// <param name="capacity">Files that stay open.</param>
/// <param name="open">Opens a file by number, for writing too if asked.</param>
internal sealed class HandleCache(int capacity, Func<int, bool, SafeFileHandle> open) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> recent = [];
    private bool disposed;

    /// <summary>Number of files that are kept open.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return entries.Count;
            }
        }
    }

    /// <summary>The file's handle until the lease is disposed.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public Lease Take(int file, bool write)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (!entries.TryGetValue(file, out var node) || (write && !node.Value.Writable))
            {
                Remove(file);
                node = Add(file, write);
            }

            recent.Remove(node);
            recent.AddFirst(node);
            node.Value.Leases++;
            return new Lease(this, node.Value);
        }
    }

    /// <summary>The file was replaced by another: it is opened again next time.</summary>
    public void Forget(int file)
    {
        lock (gate)
        {
            Remove(file);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            while (recent.Last is { } last)
            {
                Remove(last.Value.File);
            }
        }
    }

    private LinkedListNode<Entry> Add(int file, bool write)
    {
        var node = recent.AddFirst(new Entry(file, open(file, write), write));
        entries.Add(file, node);
        if (entries.Count > capacity)
        {
            Remove(recent.Last!.Value.File);
        }

        return node;
    }

    private void Remove(int file)
    {
        if (entries.Remove(file, out var node))
        {
            recent.Remove(node);
            node.Value.Retired = true;
            node.Value.CloseWhenDone();
        }
    }

    private void Return(Entry entry)
    {
        lock (gate)
        {
            entry.Leases--;
            entry.CloseWhenDone();
        }
    }

    /// <summary>Keeps a file open while it is used.</summary>
    public readonly struct Lease : IDisposable
    {
        private readonly HandleCache cache;
        private readonly Entry entry;

        internal Lease(HandleCache cache, Entry entry)
        {
            this.cache = cache;
            this.entry = entry;
        }

        public SafeFileHandle Handle => entry.Handle;

        public void Dispose() => cache.Return(entry);
    }

    internal sealed class Entry(int file, SafeFileHandle handle, bool writable)
    {
        public int File => file;

        public SafeFileHandle Handle => handle;

        public bool Writable => writable;

        public int Leases { get; set; }

        public bool Retired { get; set; }

        public void CloseWhenDone()
        {
            if (Retired && Leases == 0)
            {
                handle.Dispose();
            }
        }
    }
}
