using Atelier.Torch;

namespace Atelier.Models.Layers.Positions;

/// <summary>Tokens of a grid to a latent and back; the channels of a token are row, column, channel, the channel fastest.</summary>
internal static class Patches
{
    /// <summary>[B, C, H, W] to [B, N, p p C]</summary>
    /// <exception cref="ArgumentException">The latent does not divide into patches.</exception>
    public static Tensor Cut(Tensor latent, int side)
    {
        var (rows, columns) = Grid(latent, side);
        return latent.Reshape(latent.Size(0), latent.Size(1), rows, side, columns, side)
            .Permute(0, 2, 4, 3, 5, 1).Reshape(latent.Size(0), rows * columns, -1);
    }

    /// <summary>[B, N, p p C] to [B, C, H, W]</summary>
    public static Tensor Join(Tensor tokens, long rows, long columns, int side) =>
        tokens.Reshape(tokens.Size(0), rows, columns, side, side, -1)
            .Permute(0, 5, 1, 3, 2, 4).Reshape(tokens.Size(0), -1, rows * side, columns * side);

    /// <summary>Rows and columns of patches of a latent [.., H, W].</summary>
    /// <exception cref="ArgumentException">The latent does not divide into patches.</exception>
    public static (long Rows, long Columns) Grid(Tensor latent, int side) => latent.Size(-2) % side == 0 && latent.Size(-1) % side == 0
        ? (latent.Size(-2) / side, latent.Size(-1) / side)
        : throw new ArgumentException($"A latent {latent.Describe()} does not divide into patches of {side} x {side}.");
}
