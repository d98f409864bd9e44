using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>Latent pictures as the token rows that a FLUX transformer takes: each token is a 2 x 2 patch.</summary>
public static class FluxLatents
{
    /// <summary>Packs. [B, C, H, W] to [B, H/2 W/2, 4 C]; the channel runs slowest inside a token.</summary>
    /// <exception cref="ArgumentException">A side is odd.</exception>
    public static Tensor Pack(Tensor latents)
    {
        var (batch, channels, height, width) = (latents.Size(0), latents.Size(1), latents.Size(2), latents.Size(3));
        if (height % 2 != 0 || width % 2 != 0)
            throw new ArgumentException($"Latents of {width} x {height} were given; both sides must be even.");
        return latents.Reshape(batch, channels, height / 2, 2, width / 2, 2)
            .Permute(0, 2, 4, 1, 3, 5)
            .Reshape(batch, height / 2 * (width / 2), channels * 4);
    }

    /// <summary>Unpacks. [B, H/2 W/2, 4 C] to [B, C, H, W]</summary>
    /// <exception cref="ArgumentException">The tokens are not as many as the sides say.</exception>
    public static Tensor Unpack(Tensor tokens, long height, long width)
    {
        var (batch, count, channels) = (tokens.Size(0), tokens.Size(1), tokens.Size(2) / 4);
        if (count != height / 2 * (width / 2) || height % 2 != 0 || width % 2 != 0)
            throw new ArgumentException($"{count} tokens do not make latents of {width} x {height}.");
        return tokens.Reshape(batch, height / 2, width / 2, channels, 2, 2)
            .Permute(0, 3, 1, 4, 2, 5)
            .Reshape(batch, channels, height, width);
    }

    /// <summary>Position ids of a packed picture: index, row, column. [H/2 W/2, 3]</summary>
    /// <param name="rows">Rows of tokens.</param>
    /// <param name="columns">Columns of tokens.</param>
    /// <param name="device">Where they are made.</param>
    /// <param name="index">0 for the picture that is painted, 1 and up for references.</param>
    public static Tensor Positions(long rows, long columns, Device? device = null, int index = 0)
    {
        var ids = new float[rows * columns * 3];
        for (long i = 0; i < rows * columns; i++)
            (ids[i * 3], ids[(i * 3) + 1], ids[(i * 3) + 2]) = (index, i / columns, i % columns);
        return Tensor.From(ids, rows * columns, 3).To(device ?? Device.Cpu);
    }

    /// <summary>Position ids of text: all 0. [N, 3]</summary>
    /// <param name="count">Tokens.</param>
    /// <param name="device">Where they are made; on the CPU a network reads them without waiting for the GPU.</param>
    public static Tensor TextPositions(long count, Device? device = null) => Tensor.Zeros([count, 3], device: device);
}
