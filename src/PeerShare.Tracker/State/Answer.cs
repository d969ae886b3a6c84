namespace PeerShare.Tracker.State;

/// <summary>A question's answer, or why there is none.</summary>
internal readonly struct Answer<T>
{
    private Answer(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>Means something only without a <see cref="Refusal"/>.</summary>
    public T? Value { get; }

    public Refusal? Refusal { get; }

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(default, refusal);
}
