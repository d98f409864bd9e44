namespace Atelier.Models.Adapters;

/// <summary>An adapter does not fit the network or the file is none: the message says what was given and what is expected.</summary>
/// <param name="message">What does not fit.</param>
public sealed class AdapterException(string message) : Exception(message);
