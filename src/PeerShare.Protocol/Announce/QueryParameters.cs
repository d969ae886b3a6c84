namespace PeerShare.Protocol.Announce;

/// <summary>Walks over the <c>name=value</c> pairs of a raw query.</summary>
internal ref struct QueryParameters(ReadOnlySpan<char> query)
{
    private ReadOnlySpan<char> rest = query;

    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>As it came; see <see cref="PercentEncoding.TryUnescape"/>.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    public bool MoveNext()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var end = rest.IndexOf('&');
        var pair = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        var equals = pair.IndexOf('=');
        Name = equals < 0 ? pair : pair[..equals];
        Value = equals < 0 ? default : pair[(equals + 1)..];
        return true;
    }
}
