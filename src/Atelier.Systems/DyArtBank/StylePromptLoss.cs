using Atelier.Diffusion.Grids;
using Atelier.Torch;
using Atelier.Training.Objectives;

namespace Atelier.Systems.DyArtBank;

/// <summary>The training loss of style prompts: noise prediction weighted by min-SNR, and prompts kept apart.</summary>
/// <param name="Ratio">Signal-to-noise ratio at each picture's timestep. [B]</param>
/// <param name="Weight">min(SNR, gamma) / SNR. [B]</param>
/// <param name="PerSample">Squared error of each picture under each prompt sample. [B, S]</param>
/// <param name="Denoising">Mean of the weighted errors. []</param>
public sealed record StylePromptLoss(Tensor Ratio, Tensor Weight, Tensor PerSample, Tensor Denoising)
{
    /// <summary>What the prompts' likeness is multiplied by in the release.</summary>
    public const double OrthogonalityWeight = 1e-3;

    /// <summary>The denoising loss; noise and timestep of a picture are shared by its prompt samples.</summary>
    /// <param name="prediction">The network's noise. [B, S, C, H, W]</param>
    /// <param name="noise">The true noise. [B, C, H, W]</param>
    /// <param name="timesteps">Int64. [B]</param>
    /// <param name="schedule">Of the network; Stable Diffusion's if left out.</param>
    /// <param name="gamma">Largest ratio that counts in full.</param>
    public static StylePromptLoss Of(Tensor prediction, Tensor noise, Tensor timesteps, NoiseSchedule? schedule = null, double gamma = 5)
    {
        var alphas = (schedule ?? NoiseSchedule.StableDiffusion).CumulativeAlphas();
        var ratio = SignalToNoise.Ratio(Tensor.From([.. alphas.Select(a => (float)a)], alphas.Length).To(timesteps.Device).IndexSelect(0, timesteps));
        var weight = SignalToNoise.NoiseWeights(ratio, gamma);
        var errors = (prediction.Float() - noise.Float().Unsqueeze(1)).Square().Flatten(2).Mean([2]); // [B, S]
        return new(ratio, weight, errors, (errors * weight.Unsqueeze(1)).Mean());
    }

    /// <summary>How alike the prompts of a collection are: mean squared cosine of all pairs, 0 (orthogonal) to 1 (equal). [B, P, C] to []</summary>
    public static Tensor Likeness(Tensor pooled)
    {
        var prompts = pooled.Size(1);
        if (prompts == 1)
            return Tensor.Scalar(0, device: pooled.Device);
        var unit = pooled / pooled.Norm(2, [2], keep: true).Clamp(1e-12);
        var cosines = unit.MatMul(unit.Transpose(1, 2)); // [B, P, P]
        var own = Tensor.Ones([prompts]).To(pooled.Device).Diag().Unsqueeze(0);
        return (cosines * (1 - own)).Square().Sum([1, 2]).Mean() / (double)(prompts * (prompts - 1));
    }

    /// <summary>The whole loss. []</summary>
    /// <param name="likeness">Of the prompts, as <see cref="Likeness"/> says.</param>
    /// <param name="weight">Its factor.</param>
    public Tensor Total(Tensor likeness, double weight = OrthogonalityWeight) => Denoising + (likeness * weight);
}
