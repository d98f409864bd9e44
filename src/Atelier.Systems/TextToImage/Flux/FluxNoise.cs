using Atelier.Diffusion;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Where the normal numbers of a picture come from.</summary>
/// <param name="Start">What the walk starts from.</param>
/// <param name="Latents">Draws of the latents of pictures that go in.</param>
internal sealed record FluxNoise(NoiseSource Start, NoiseSource Latents) : IDisposable
{
    private const ulong OfLatents = 0x9E3779B97F4A7C15;

    private Generator[] _generators = [];

    /// <summary>Numbers of a seed, drawn on the CPU, so that every machine draws the same. What a walk starts from does not depend on pictures that go in.</summary>
    public static FluxNoise Of(long seed)
    {
        Generator[] generators = [new((ulong)seed), new((ulong)seed ^ OfLatents)];
        return new(NoiseSource.From(generators[0]), NoiseSource.From(generators[1])) { _generators = generators };
    }

    public void Dispose()
    {
        foreach (var generator in _generators)
            generator.Dispose();
    }
}
