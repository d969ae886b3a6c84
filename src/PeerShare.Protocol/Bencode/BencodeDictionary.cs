using System.Text;

namespace PeerShare.Protocol.Bencode;

/// <summary>Values under unique keys. The getters answer null for a key that is missing and for a value of another type.</summary>
public sealed class BencodeDictionary : BencodeValue
{
    private readonly BencodeEntry[] entries;

    internal BencodeDictionary(ReadOnlyMemory<byte> raw, BencodeEntry[] entries)
        : base(raw) => this.entries = entries;

    /// <summary>Keys and values, ascending by the keys' raw bytes.</summary>
    public IReadOnlyList<BencodeEntry> Entries => entries;

    public BencodeValue? this[string key]
    {
        get
        {
            var place = entries.AsSpan().BinarySearch(new Sought(Encoding.UTF8.GetBytes(key)));
            return place < 0 ? null : entries[place].Value;
        }
    }

    public long? Number(string key) => (this[key] as BencodeNumber)?.Number;

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>; null when it is another.</summary>
    public int? Number(string key, int least, int most) =>
        Number(key) is { } number && number >= least && number <= most ? (int)number : null;

    public ReadOnlyMemory<byte>? Bytes(string key) => (this[key] as BencodeBytes)?.Bytes;

    /// <summary>A byte string that is UTF-8.</summary>
    public string? Text(string key) => (this[key] as BencodeBytes)?.Text;

    public IReadOnlyList<BencodeValue>? List(string key) => (this[key] as BencodeList)?.Items;

    public BencodeDictionary? Dictionary(string key) => this[key] as BencodeDictionary;

    private readonly record struct Sought(ReadOnlyMemory<byte> Key) : IComparable<BencodeEntry>
    {
        public int CompareTo(BencodeEntry other) => Key.Span.SequenceCompareTo(other.Key.Span);
    }
}
