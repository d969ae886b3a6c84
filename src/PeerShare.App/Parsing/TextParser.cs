namespace PeerShare.App.Parsing;

/// <summary>Reads one word of the command line.</summary>
/// <param name="text">As typed.</param>
/// <param name="value">What it means, when the answer is true.</param>
/// <param name="problem">What is wrong and what would be right, when the answer is false; empty otherwise.</param>
internal delegate bool TextParser<T>(string text, out T value, out string problem);
