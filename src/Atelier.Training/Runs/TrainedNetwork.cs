using Atelier.Torch;

namespace Atelier.Training.Runs;

/// <summary>A network of a run: its weights are saved in <c>NAME.safetensors</c>.</summary>
/// <param name="Name">File name without extension, such as <c>transformer</c>.</param>
/// <param name="Module">The network; those of its parameters that record gradients are trained.</param>
/// <param name="Config">The JSON that says how to build it, saved beside the weights as <c>NAME.json</c>; empty for none.</param>
public sealed record TrainedNetwork(string Name, Module Module, string Config = "");
