using FsCheck.Xunit;

namespace Atelier.Imaging.Tests.Resize;

public sealed class ResizeTests
{
    [Property(MaxTest = 200)]
    public void A_plain_picture_stays_plain(byte value, byte width, byte height, ResizeFilter filter, bool linear)
    {
        var picture = new Picture((width % 20) + 1, (height % 20) + 1, 3);
        Array.Fill(picture.Pixels, value);
        var resized = linear && filter != ResizeFilter.Nearest
            ? picture.ResizeLinear((height % 30) + 1, (width % 30) + 1, filter)
            : picture.Resize((height % 30) + 1, (width % 30) + 1, filter);
        Assert.All(resized.Pixels, pixel => Assert.Equal(value, pixel));
    }

    [Fact]
    public void Linear_light_keeps_the_light()
    {
        var picture = new Picture(2, 2, 1, [255, 0, 0, 255]);
        Assert.Equal(188, picture.ResizeLinear(1, 1, ResizeFilter.Box).Pixels[0]); // half the light, not half the value
        Assert.Equal(128, picture.Resize(1, 1, ResizeFilter.Box).Pixels[0]);
    }

    [Fact]
    public void Hidden_colours_do_not_bleed()
    {
        var picture = new Picture(2, 1, 4, [200, 0, 0, 255, 0, 255, 0, 0]);
        Assert.Equal([199, 0, 0, 128], picture.Resize(1, 1, ResizeFilter.Box).Pixels); // Pillow divides 255 * 100 by 128 and cuts
        Assert.Equal([200, 0, 0, 128], picture.ResizeLinear(1, 1, ResizeFilter.Box).Pixels);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    [InlineData(6, 8)]
    [InlineData(7, 7)]
    [InlineData(8, 6)]
    public void Every_turning_has_its_inverse(int orientation, int inverse)
    {
        var picture = Files.PngTests.Noise(5, 3, 3);
        var back = picture.Orient(orientation).Orient(inverse);
        Assert.Equal(picture.Pixels, back.Pixels);
    }

    [Fact]
    public void A_box_outside_is_named()
    {
        var options = new ResizeOptions { Box = new ResizeBox(0, 0, 11, 5) };
        Assert.Contains("11", Assert.Throws<ArgumentException>(() => new Picture(10, 10, 3).Resize(5, 5, options: options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void Sizes_below_one_are_refused(int width, int height) =>
        Assert.Throws<ArgumentException>(() => new Picture(10, 10, 3).Resize(width, height));
}
