namespace Atelier.Torch;

/// <summary>An operator or the library refused a call; the message has the operator, shapes and types, and libtorch's reason.</summary>
/// <param name="message">What was called with what, and why it failed.</param>
/// <param name="inner">The cause, where managed code failed inside a native call.</param>
public sealed class TorchException(string message, Exception? inner = null) : Exception(message, inner);
