using Atelier.Torch.Safetensors;

namespace Atelier.Models.Formats.Pickle;

/// <summary>A stretch of elements that tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">The element type.</param>
/// <param name="Count">Elements.</param>
public sealed record TorchStorage(string Key, SafetensorsType Type, long Count);
