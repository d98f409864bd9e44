using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;

namespace Atelier.Systems.Tests.TextToImage;

public class LatentColoursTests
{
    [Fact]
    public void The_matrix_of_one_picture_shows_another_latent()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(1);
        var mixing = Tensor.RandN([3, 4], generator) * 0.15;
        var first = Tensor.RandN([1, 4, 12, 10], generator);

        using var colours = LatentColours.Fit(first, Mixed(first).UpsampleNearest(24, 20));
        var other = Tensor.RandN([1, 4, 6, 5], generator);
        var shown = colours.Show(other);

        var expected = Mixed(other).Add(1).Mul(127.5).Clamp(0, 255).Squeeze(0).Permute(1, 2, 0).ToFloats();
        Assert.Equal((5, 6), (shown.Width, shown.Height));
        Assert.True(shown.Pixels.Zip(expected, (a, b) => Math.Abs(a - b)).Average() < 1.5);

        Tensor Mixed(Tensor latent) =>
            (mixing.MatMul(latent.Reshape(4, -1)) + 0.2).Clamp(-1, 1).Reshape(1, 3, latent.Size(2), latent.Size(3));
    }
}
