using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Clips a clean estimate to a quantile of its own size and scales it back to -1..1 (Saharia et al. 2022).</summary>
/// <param name="Quantile">Share of the values that are left as they are, 0 to 1.</param>
/// <param name="Max">Largest bound; the smallest is 1.</param>
public sealed record DynamicThreshold(double Quantile = 0.995, double Max = 1)
{
    internal Tensor Apply(Tensor sample)
    {
        var rows = sample.Reshape(sample.Size(0), -1); // [B, N]
        var bound = RowQuantile(rows.Abs()).Clamp(1, Math.Max(1, Max)).Clamp(max: Max); // [B, 1]
        return rows.Clamp(-bound, bound).Div(bound).Reshape(sample.Shape);
    }

    private Tensor RowQuantile(Tensor rows)
    {
        var sorted = rows.Sort(1).Values;
        var place = Quantile * (rows.Size(1) - 1);
        var low = (long)Math.Floor(place);
        var high = Math.Min(low + 1, rows.Size(1) - 1);
        return sorted.Narrow(1, low, 1).Lerp(sorted.Narrow(1, high, 1), place - low);
    }
}
