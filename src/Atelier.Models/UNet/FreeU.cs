using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>Strengthens the backbone and weakens the coarse part of skip connections in the two coarsest levels of the way up, at no cost.</summary>
/// <remarks>(Si et al. 2023, arXiv 2309.11497.) Values of the paper for Stable Diffusion 1.5: B1 1.5, B2 1.6, S1 0.9, S2 0.2.</remarks>
/// <param name="B1">Factor of half the backbone's channels at the coarsest level.</param>
/// <param name="B2">The same at the next level.</param>
/// <param name="S1">Factor of the skip's low frequencies at the coarsest level.</param>
/// <param name="S2">The same at the next level.</param>
public sealed record FreeU(double B1, double B2, double S1, double S2)
{
    private const int Threshold = 1;

    /// <summary>The map and the skip of a level of the way up; levels beyond the second stay as they are.</summary>
    internal (Tensor X, Tensor Skip) Apply(int level, Tensor x, Tensor skip)
    {
        if (level > 1)
            return (x, skip);
        var (backbone, low) = level == 0 ? (B1, S1) : (B2, S2);
        var half = x.Size(1) / 2;
        x = Tensor.Cat([x.Narrow(1, 0, half) * backbone, x.Narrow(1, half, x.Size(1) - half)], 1);
        return (x, ScaleLow(skip, Threshold, low));
    }

    /// <summary>Multiplies the frequencies -threshold .. threshold - 1 of both directions. [.., H, W]</summary>
    internal static Tensor ScaleLow(Tensor x, int threshold, double factor)
    {
        // x + (factor - 1) Re(P x P'), where P = C + iS projects on these frequencies: four small products instead of a Fourier transform.
        var (rows, columns) = (Projection(x.Size(-2), threshold), Projection(x.Size(-1), threshold));
        var plain = x.Float();
        var low = rows.Cosine.MatMul(plain).MatMul(columns.Cosine.Transpose(0, 1)) - rows.Sine.MatMul(plain).MatMul(columns.Sine.Transpose(0, 1));
        return plain.Add(low, factor - 1).To(x.Type);

        (Tensor Cosine, Tensor Sine) Projection(long size, int count)
        {
            var (cosine, sine) = (new double[size * size], new double[size * size]);
            for (var k = Math.Max(-count, -(size / 2)); k < Math.Min(count, (size + 1) / 2); k++)
            {
                for (long i = 0; i < size; i++)
                {
                    for (long j = 0; j < size; j++)
                    {
                        var angle = 2 * Math.PI * k * (i - j) / size;
                        cosine[(i * size) + j] += Math.Cos(angle) / size;
                        sine[(i * size) + j] += Math.Sin(angle) / size;
                    }
                }
            }

            return (Matrix(cosine), Matrix(sine));

            Tensor Matrix(double[] values) => Tensor.From(values, size, size).To(x.Device, ScalarType.Float32);
        }
    }
}
