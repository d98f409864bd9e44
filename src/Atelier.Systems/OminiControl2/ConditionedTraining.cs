using Atelier.Torch;

namespace Atelier.Systems.OminiControl2;

/// <summary>The training loss of condition adapters: the squared distance to the flow's velocity, over all numbers.</summary>
public static class ConditionedTraining
{
    /// <summary>Noise levels from normal numbers: their logistic, so that middle levels are the most frequent. [B] to [B]</summary>
    public static Tensor Levels(Tensor normal) => normal.Sigmoid();

    /// <summary>(1 - t) clean + t noise. [B, N, C]</summary>
    public static Tensor Noisy(Tensor clean, Tensor noise, Tensor t)
    {
        var level = t.Reshape(-1, 1, 1);
        return ((1 - level) * clean) + (level * noise);
    }

    /// <summary>Loss of a prediction. []</summary>
    /// <param name="prediction">[B, N, C], the velocity.</param>
    /// <param name="clean">Tokens of the target.</param>
    /// <param name="noise">The noise that was mixed in.</param>
    public static Tensor Loss(Tensor prediction, Tensor clean, Tensor noise) => prediction.Float().MseLoss((noise - clean).Float());
}
