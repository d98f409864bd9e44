using Atelier.Diffusion;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>A sampler and the noise level of each of its calls.</summary>
/// <param name="Sampler">Freed with this.</param>
/// <param name="Sigmas">One more than calls: the last is where the walk ends.</param>
internal sealed record FluxWalk(ISampler Sampler, IReadOnlyList<float> Sigmas) : IDisposable
{
    /// <summary>Calls of the whole walk.</summary>
    public int Calls => Sampler.Timesteps.Count;

    public void Dispose() => Sampler.Dispose();
}
