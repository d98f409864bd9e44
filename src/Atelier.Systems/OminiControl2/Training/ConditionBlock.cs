using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>Encoded conditions of some scenes.</summary>
/// <param name="Latents">[scenes, 2, C, h, w] in half precision; second the mirrored picture's.</param>
/// <param name="Content">[scenes, 2, tokens] Boolean: tokens with content.</param>
internal sealed record ConditionBlock(Tensor Latents, Tensor Content) : IDisposable
{
    public void Dispose()
    {
        Latents.Dispose();
        Content.Dispose();
    }
}
