using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>A control picture for a control network.</summary>
/// <param name="Tower">The network.</param>
/// <param name="Picture">[1, 3, H, W] in -1..1; what the network takes, once it is prepared.</param>
/// <param name="Strength">1 in full, 0 not at all.</param>
internal sealed record FluxControlSignal(FluxControlTower Tower, Tensor Picture, double Strength);
