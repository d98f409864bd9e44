using Atelier.Torch;

namespace Atelier.Diffusion;

/// <summary>Walks a sample from noise to data along a fixed list of timesteps; one object is one walk.</summary>
/// <remarks>
/// Call <see cref="Step"/> once per entry of <see cref="Timesteps"/>, in order. A walk may begin at a later index (image to image);
/// it then goes on without gaps. Multistep samplers remember earlier outputs, and free them when disposed.
/// </remarks>
public interface ISampler : IDisposable
{
    /// <summary>What the network is told at each call, in the network's units; some samplers repeat entries.</summary>
    IReadOnlyList<double> Timesteps { get; }

    /// <summary>What standard normal noise is multiplied with to make the first sample.</summary>
    double InitialNoiseScale { get; }

    /// <summary>Calls per noise level: 2 where a level is visited twice (Heun), else 1.</summary>
    int Order { get; }

    /// <summary>The network's input for call <paramref name="index"/>.</summary>
    Tensor ScaleInput(Tensor sample, int index);

    /// <summary>Moves the sample on by one network output.</summary>
    /// <param name="output">The network's answer at <c>Timesteps[index]</c>.</param>
    /// <param name="index">The call, from 0.</param>
    /// <param name="sample">The unscaled sample, in the shape of the output.</param>
    /// <param name="noise">Needed by stochastic samplers only.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such call.</exception>
    /// <exception cref="InvalidOperationException">Noise is needed and none was given, or a call was left out.</exception>
    SamplerStep Step(Tensor output, int index, Tensor sample, NoiseSource? noise = null);

    /// <summary>A clean sample as it looks before call <paramref name="index"/>.</summary>
    Tensor AddNoise(Tensor clean, Tensor noise, int index);
}
