using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>Encoded conditions of some scenes.</summary>
/// <param name="Latents">[scenes, 2, C, h, w] in half precision; second the mirrored picture's.</param>
/// <param name="Scores">[scenes, 2, tokens], see <see cref="Tokens.TokenPruning.Scores"/>.</param>
internal sealed record ConditionBlock(Tensor Latents, Tensor Scores) : IDisposable
{
    public void Dispose()
    {
        Latents.Dispose();
        Scores.Dispose();
    }
}
