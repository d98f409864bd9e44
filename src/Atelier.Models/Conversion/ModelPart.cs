using Atelier.Models.Conversion.Networks;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>One network of an input.</summary>
/// <param name="Name">Its name in a pipeline, such as <c>unet</c>.</param>
/// <param name="Source">The file with its tensors.</param>
/// <param name="Layout">Where in the file it is; null if its names are not known.</param>
/// <param name="Config">Its <c>config.json</c>, or null.</param>
internal sealed record ModelPart(string Name, ITensorSource Source, WeightLayout? Layout, string? Config)
{
    /// <summary>Name of its weight file in a folder.</summary>
    public string FileName => Layout is { } layout
        ? NetworkKind.Of(layout.Family).FileName
        : Config?.Contains("\"architectures\"", StringComparison.Ordinal) == true ? "model.safetensors" : "diffusion_pytorch_model.safetensors";

    /// <summary>The network, checked against its sizes.</summary>
    /// <exception cref="WeightException">Its names are not known, or a tensor is missing or of another shape.</exception>
    public NetworkWeights Open() => NetworkWeights.Open(
        Source,
        Layout ?? throw new WeightException(
            $"{Source.Path}: {Name} is none of the networks whose names are known ({NetworkKind.Titles}); it can only be written with the names it has."),
        Config);
}
