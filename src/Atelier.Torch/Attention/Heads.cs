namespace Atelier.Torch;

/// <summary>Channels to attention heads and back.</summary>
public static class Heads
{
    /// <summary>[B, N, H D] to [B, H, N, D]</summary>
    public static Tensor Split(Tensor x, int heads) => x.Reshape(x.Size(0), x.Size(1), heads, x.Size(2) / heads).Transpose(1, 2);

    /// <summary>[B, H, N, D] to [B, N, H D]</summary>
    public static Tensor Merge(Tensor x) => x.Transpose(1, 2).Reshape(x.Size(0), x.Size(2), x.Size(1) * x.Size(3));

    /// <summary>Fails where a width does not divide into heads.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void Check(int width, int heads)
    {
        if (heads < 1 || width % heads != 0)
            throw new ArgumentException($"{width} channels do not divide into {heads} attention heads.");
    }
}
