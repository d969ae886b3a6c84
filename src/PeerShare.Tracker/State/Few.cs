using System.Collections;
using System.Runtime.CompilerServices;

namespace PeerShare.Tracker.State;

/// <summary>None, one or several of something, in order. One, which it nearly always is, takes no memory of its own: a tracker has
/// millions of these.</summary>
internal readonly struct Few<T> : IReadOnlyList<T>
    where T : class
{
    /// <summary>Null, the one, or an array of at least two.</summary>
    private readonly object? held;

    private Few(object? held) => this.held = held;

    public int Count => held is null ? 0 : held is T[] several ? several.Length : 1;

    public T this[int index] =>
        held is T[] several ? several[index]
        : held is not null && index == 0 ? Unsafe.As<T>(held)
        : throw new ArgumentOutOfRangeException(nameof(index));

    public static Few<T> Of(IEnumerable<T> items) => items.ToArray() switch
    {
        [] => default,
        [var one] => new Few<T>(one),
        var several => new Few<T>(several),
    };

    public Few<T> With(T one) => held is null ? new Few<T>(one) : new Few<T>((T[])[.. this, one]);

    public Few<T> Without(T one) => Of(this.Where(other => other != one));

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks over them without taking memory.</summary>
    public struct Enumerator(Few<T> all) : IEnumerator<T>
    {
        private readonly int count = all.Count;
        private int at = -1;

        public readonly T Current => all[at];

        readonly object IEnumerator.Current => Current;

        public bool MoveNext() => ++at < count;

        public void Reset() => at = -1;

        public readonly void Dispose()
        {
        }
    }
}
