using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>A value that an optimiser changes, under the name of its parameter.</summary>
/// <param name="Name">Full name, unique within the run.</param>
/// <param name="Value">The leaf tensor; its gradient is read and its elements are changed in place.</param>
public sealed record TrainedTensor(string Name, Tensor Value);
