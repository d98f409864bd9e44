namespace Atelier.Models.Mar;

/// <summary>Sizes of the diffusion head.</summary>
/// <param name="Channels">Of a token.</param>
/// <param name="ConditionWidth">Channels of the condition vector.</param>
/// <param name="Width">Channels inside.</param>
/// <param name="Depth">Residual blocks.</param>
/// <param name="AnswersVelocity">The answer is the velocity of the diffusion, not its noise.</param>
public sealed record DiffusionHeadConfig(int Channels, int ConditionWidth, int Width = 1024, int Depth = 3, bool AnswersVelocity = false);
