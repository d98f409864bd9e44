using Atelier.Diffusion;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>The noise of several pictures that are filled in together, each from its own generator, as if each were alone.</summary>
/// <remarks>Of an iteration's calls the first asks for the initial noise of the drawn tokens, the others for a step; under guidance a step has a second half.</remarks>
internal sealed class PictureNoise(IReadOnlyList<Generator> generators, int diffusionSteps, bool guided)
{
    private int _call;

    /// <summary>For <see cref="MaskedGenerator.Generate"/>.</summary>
    public NoiseSource Source => NoiseSource.By(Draw);

    private Tensor Draw(long[] shape)
    {
        var isInitial = _call++ % (1 + diffusionSteps) == 0;
        var each = shape[0] / generators.Count;
        var draws = generators.Select(g => Tensor.RandN([each, .. shape[1..]], g)).ToArray();
        if (draws.Length == 1)
            return draws[0];
        if (isInitial || !guided)
            return Tensor.Cat(draws);
        // All conditional rows stand before all unconditional ones.
        var halves = draws.Select(d => d.Chunk(2, 0)).ToArray();
        return Tensor.Cat([.. halves.Select(h => h[0]), .. halves.Select(h => h[1])]);
    }
}
