using Atelier.Torch;

namespace Atelier.Systems.Preference;

/// <summary>Pairs of one step.</summary>
/// <param name="Latents">The preferred ones, then the others. [2 P, C, h, w]</param>
/// <param name="Captions">One a pair.</param>
public sealed record PreferenceBatch(Tensor Latents, string[] Captions)
{
    /// <summary>Pairs.</summary>
    public int Count => Captions.Length;

    /// <summary>The preferred latents. [P, C, h, w]</summary>
    public Tensor Winners => Latents.Narrow(0, 0, Count);
}
