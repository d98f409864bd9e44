using Atelier.Imaging;
using Atelier.Systems.Pipelines;
using Atelier.Systems.Upscaling;

namespace Atelier.Systems.Tests.Upscaling;

public class PictureUpscalerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Upscaling", "Files");

    [Fact]
    public void Tiles_leave_no_seam()
    {
        using var upscaler = PictureUpscaler.Open(Path.Combine(Folder, "compact-x4.pth"));
        var picture = Noise(150, 140, 3);
        var shares = new List<double>();

        var whole = upscaler.Run(picture, cancellation: Token);
        var tiled = upscaler.Run(picture, 64, new Listener(shares), Token);

        Assert.Equal((600, 560, 3), (tiled.Width, tiled.Height, tiled.Channels));
        Assert.InRange(whole.Pixels.Zip(tiled.Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
        Assert.Equal(9, shares.Count);
        Assert.Equal(1, shares[^1]);
    }

    [Fact]
    public void Odd_sides_are_met_where_the_network_takes_pixel_blocks()
    {
        using var upscaler = PictureUpscaler.Open(Path.Combine(Folder, "rrdb-x2.safetensors"));

        var larger = upscaler.Run(Noise(7, 5, 3), cancellation: Token);

        Assert.Equal((14, 10), (larger.Width, larger.Height));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Grey_and_alpha_stay(int channels)
    {
        using var upscaler = PictureUpscaler.Open(Path.Combine(Folder, "compact-x4.pth"));
        var picture = Noise(6, 6, channels);

        var larger = upscaler.Run(picture, cancellation: Token);

        Assert.Equal((24, 24, channels), (larger.Width, larger.Height, larger.Channels));
        if (channels is 2 or 4)
        {
            var alpha = picture.Resize(24, 24, ResizeFilter.Lanczos);
            Assert.All(Enumerable.Range(0, 24 * 24), i => Assert.Equal(alpha.Pixels[(i * channels) + channels - 1], larger.Pixels[(i * channels) + channels - 1]));
        }
    }

    [Fact]
    public void A_tile_that_is_too_small_is_refused()
    {
        using var upscaler = PictureUpscaler.Open(Path.Combine(Folder, "compact-x4.pth"));

        Assert.Contains("64 and more", Assert.Throws<RequestException>(() => upscaler.Run(Noise(8, 8, 3), 8, cancellation: Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_takes_effect_between_tiles()
    {
        using var upscaler = PictureUpscaler.Open(Path.Combine(Folder, "compact-x4.pth"));
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => upscaler.Run(Noise(130, 8, 3), 64, new Listener([], stop.Cancel), stop.Token));
    }

    private static Picture Noise(int width, int height, int channels)
    {
        var picture = new Picture(width, height, channels);
        new Random(3).NextBytes(picture.Pixels);
        return picture;
    }

    private sealed class Listener(List<double> shares, Action? then = null) : IProgress<double>
    {
        public void Report(double value)
        {
            shares.Add(value);
            then?.Invoke();
        }
    }
}
