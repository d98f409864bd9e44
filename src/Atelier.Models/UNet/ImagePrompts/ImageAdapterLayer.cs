using Atelier.Torch;

namespace Atelier.Models.UNet.ImagePrompts;

/// <summary>What an image adapter adds to one attention to the text.</summary>
/// <param name="Name">Full name of the layer.</param>
/// <param name="Key">Image tokens to keys, <c>to_k_ip</c>.</param>
/// <param name="Value">Image tokens to values, <c>to_v_ip</c>.</param>
/// <param name="Config">The UNet's, which says what its blocks are.</param>
internal sealed record ImageAdapterLayer(string Name, Linear Key, Linear Value, UNetConfig Config);
