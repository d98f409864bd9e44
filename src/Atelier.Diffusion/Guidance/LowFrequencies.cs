using Atelier.Torch;

namespace Atelier.Diffusion.Guidance;

/// <summary>The part of pictures whose waves are long: those of the discrete Fourier transform within a disc around frequency 0.</summary>
internal static class LowFrequencies
{
    /// <summary>Filters over the last two dimensions. [.., H, W] to the same</summary>
    /// <param name="x">Pictures.</param>
    /// <param name="radius">Radius of the disc in waves a side; a fifth of the shorter side is usual.</param>
    public static Tensor Of(Tensor x, int radius)
    {
        // The disc is small, so that products with its few waves are cheaper than whole transforms.
        using var scope = Tensor.Scope();
        var (height, width) = (x.Size(-2), x.Size(-1));
        var (rowCos, rowSin) = Waves(height, radius, x.Device); // [U, H]
        var (columnCos, columnSin) = Waves(width, radius, x.Device); // [V, W]
        var values = x.Float();
        var (cosines, sines) = (values.MatMul(columnCos.Transpose(0, 1)), values.MatMul(columnSin.Transpose(0, 1))); // [.., H, V]
        var disc = Disc(radius, x.Device);
        var real = (rowCos.MatMul(cosines) - rowSin.MatMul(sines)) * disc; // [.., U, V]
        var imaginary = (rowCos.MatMul(sines) + rowSin.MatMul(cosines)) * disc * -1;
        var (rowCosT, rowSinT) = (rowCos.Transpose(0, 1), rowSin.Transpose(0, 1));
        var a = rowCosT.MatMul(real) - rowSinT.MatMul(imaginary); // [.., H, V]
        var b = rowCosT.MatMul(imaginary) + rowSinT.MatMul(real);
        return scope.Keep((a.MatMul(columnCos) - b.MatMul(columnSin)) / ((double)height * width));
    }

    private static (Tensor Cos, Tensor Sin) Waves(long length, int radius, Device device)
    {
        var waves = (2 * radius) + 1;
        var (cos, sin) = (new float[waves * length], new float[waves * length]);
        for (var wave = 0; wave < waves; wave++)
        {
            for (long i = 0; i < length; i++)
            {
                var (s, c) = Math.SinCos(2 * Math.PI * (wave - radius) * i / length);
                (cos[(wave * length) + i], sin[(wave * length) + i]) = ((float)c, (float)s);
            }
        }

        return (Tensor.From(cos, waves, length).To(device), Tensor.From(sin, waves, length).To(device));
    }

    private static Tensor Disc(int radius, Device device)
    {
        var side = (2 * radius) + 1;
        var disc = new float[side * side];
        for (var i = 0; i < disc.Length; i++)
        {
            var (u, v) = ((i / side) - radius, (i % side) - radius);
            disc[i] = (u * u) + (v * v) <= radius * radius ? 1 : 0;
        }

        return Tensor.From(disc, side, side).To(device);
    }
}
