namespace Atelier.Models.Mar;

/// <summary>Sizes of the diffusion head.</summary>
/// <param name="Channels">Of a token.</param>
/// <param name="ConditionWidth">Channels of the condition vector.</param>
/// <param name="Width">Channels inside.</param>
/// <param name="Depth">Residual blocks.</param>
public sealed record DiffusionHeadConfig(int Channels, int ConditionWidth, int Width = 1024, int Depth = 3);
