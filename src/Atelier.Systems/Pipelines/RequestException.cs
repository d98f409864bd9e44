namespace Atelier.Systems.Pipelines;

/// <summary>A request cannot be served: the message names what was given and what is allowed, in one line.</summary>
/// <param name="message">What was given and what is allowed.</param>
public sealed class RequestException(string message) : ArgumentException(message);
