namespace Atelier.Torch.Weights;

/// <summary>Weights do not fit the network: the message names the tensor, what was expected and what was found.</summary>
/// <param name="message">What does not fit.</param>
public sealed class WeightException(string message) : Exception(message);
