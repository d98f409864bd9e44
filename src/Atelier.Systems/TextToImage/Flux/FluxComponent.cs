using Atelier.Torch.Weights;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Where the weights of a part lie.</summary>
/// <param name="Config">Folder with its <c>config.json</c>; null where sizes are told by the weights.</param>
/// <param name="Open">Opens the weights.</param>
internal sealed record FluxComponent(string? Config, Func<ITensorSource> Open);
