using Atelier.Torch;

namespace Atelier.Training.Objectives;

/// <summary>What a preference step gives: the loss to descend, and what to watch.</summary>
/// <param name="Loss">Mean over pairs of -log sigmoid(inside).</param>
/// <param name="Inside">Margin of each pair; above 0 where the network agrees with the preference more than the reference does. [P]</param>
/// <param name="ModelLosses">Mean squared error of each sample. [2 P]</param>
/// <param name="ReferenceLosses">The same of the frozen reference. [2 P]</param>
public sealed record PreferenceLoss(Tensor Loss, Tensor Inside, Tensor ModelLosses, Tensor ReferenceLosses)
{
    /// <summary>Share of pairs with a margin above 0.</summary>
    public Tensor ImplicitAccuracy => Inside.Gt(0).To(ScalarType.Float32).Mean();

    /// <summary>Diffusion-DPO (Wallace et al. 2023, arXiv 2311.12908), or Flow-DPO on velocities (Liu et al. 2025, arXiv 2501.13918).</summary>
    /// <param name="prediction">[2 P, ..]; the first half is preferred, the second is not; pairs share timestep and noise.</param>
    /// <param name="reference">The frozen network's prediction.</param>
    /// <param name="target">Noise or velocity.</param>
    /// <param name="beta">Strength: one number, or one per pair [P].</param>
    /// <exception cref="ArgumentException">The batch is odd.</exception>
    public static PreferenceLoss Compute(Tensor prediction, Tensor reference, Tensor target, Tensor beta)
    {
        var pairs = prediction.Size(0) / 2;
        if (pairs * 2 != prediction.Size(0))
            throw new ArgumentException($"A preference batch has pairs; {prediction.Size(0)} samples were given.");
        var model = FlowMatching.LossEach(prediction, target);
        var frozen = FlowMatching.LossEach(reference, target);
        var margin = Margin(model, pairs) - Margin(frozen, pairs);
        var inside = -0.5 * beta * margin;
        return new(-inside.LogSigmoid().Mean(), inside, model, frozen);
    }

    /// <summary>The strength of each pair: beta, or beta (1 - t)^2 with t = 1 at pure noise. [P]</summary>
    /// <exception cref="ArgumentException">The schedule is neither constant nor quadratic.</exception>
    public static Tensor Beta(double beta, string schedule, Tensor time) => schedule switch
    {
        "constant" => Tensor.Full([time.Size(0)], beta, device: time.Device),
        "quadratic" => beta * (1 - time).Square(),
        _ => throw new ArgumentException($"The beta schedule is '{schedule}'; allowed: constant, quadratic."),
    };

    private static Tensor Margin(Tensor losses, long pairs) => losses.Narrow(0, 0, pairs) - losses.Narrow(0, pairs, pairs);
}
