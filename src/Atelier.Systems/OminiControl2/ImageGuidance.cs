using Atelier.Torch;

namespace Atelier.Systems.OminiControl2;

/// <summary>Guidance by the condition picture: away from the answer to a black picture at the same positions.</summary>
/// <param name="condition">The run with the conditions.</param>
/// <param name="black">The run with black pictures in their place.</param>
/// <param name="scale">1 leaves the answer as it is; more follows the conditions more closely.</param>
public sealed class ImageGuidance(ConditionedFlux condition, ConditionedFlux black, double scale)
{
    /// <summary>black + scale (condition - black). [B, N, channels]</summary>
    /// <param name="x">Noisy tokens.</param>
    /// <param name="sigma">[B].</param>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="answered">Told the answer of each run: first the conditions', then the black pictures'.</param>
    public Tensor Velocity(Tensor x, Tensor sigma, int step, Action<Tensor>? answered = null)
    {
        var with = condition.Velocity(x, sigma, step);
        answered?.Invoke(with);
        var without = black.Velocity(x, sigma, step);
        answered?.Invoke(without);
        return without + ((with - without) * scale);
    }
}
