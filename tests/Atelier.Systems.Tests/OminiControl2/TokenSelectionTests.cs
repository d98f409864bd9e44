using Atelier.Imaging;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Systems.OminiControl2.Tokens;
using Atelier.Systems.Pipelines;
using Atelier.Torch;

namespace Atelier.Systems.Tests.OminiControl2;

public class TokenSelectionTests
{
    [Fact]
    public void Tokens_with_a_pixel_of_content_stay_and_at_least_one_does()
    {
        var picture = new Picture(32, 16, 3);
        picture.Row(9)[(3 * 15) + 1] = 255; // the last column of the second patch, second row of patches
        picture.Row(0)[3 * 31] = 20; // below the threshold
        Assert.Equal([5], TokenPruning.Choose(picture, 8).Indices);
        Assert.Equal([3], TokenPruning.Choose(Without(picture), 8).Indices);
    }

    [Fact]
    public void A_fixed_share_keeps_the_fullest_tokens()
    {
        var picture = new Picture(32, 8, 1);
        foreach (var (patch, pixels) in new[] { (0, 3), (1, 9), (3, 4) })
        {
            for (var i = 0; i < pixels; i++)
                picture.Row(i / 8)[(patch * 8) + (i % 8)] = 255;
        }

        Assert.Equal([1, 3], TokenPruning.Choose(picture, 8, 0.5).Indices);
        Assert.Equal([1], TokenPruning.Choose(picture, 8, 0.01).Indices);
        Assert.Equal([0, 1, 2, 3], TokenPruning.Choose(picture, 8, 1).Indices);
        Assert.Throws<ArgumentException>(() => TokenPruning.Choose(picture, 8, 0));
    }

    [Fact]
    public void A_patch_is_known_where_all_its_pixels_are()
    {
        var unknown = new Mask(24, 16);
        (unknown.Cells[7], unknown.Cells[(15 * 24) + 16]) = (1, 1);
        var patches = new KnownPatches(unknown, 8);
        Assert.Equal([0, 5], patches.Unknown.Indices);
        Assert.Equal([1, 2, 3, 4], patches.Known.Indices);
        var painted = KnownPatches.Restore(new Picture(24, 16, 3), Noise(24, 16), unknown);
        Assert.Equal(2, Enumerable.Range(0, 24 * 16).Count(i => painted.Pixels[i * 3] == 0));
    }

    [Fact]
    public void A_mask_with_nothing_to_paint_or_nothing_known_is_refused()
    {
        Assert.Contains("nothing to paint", Assert.Throws<RequestException>(() => new KnownPatches(new(16, 16), 8)).Message, StringComparison.Ordinal);
        var all = new Mask(16, 16);
        foreach (var at in new[] { 0, 12, 16 * 9, (16 * 9) + 9 })
            all.Cells[at] = 1;
        Assert.Contains("Nothing is known", Assert.Throws<RequestException>(() => new KnownPatches(all, 8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Holes_are_neither_all_nor_nothing()
    {
        using var random = new Generator(1);
        for (var i = 0; i < 200; i++)
        {
            var hole = Holes.Draw(2 + (i % 7), 2 + (i % 5), i % 2 == 0, random).Cast<bool>().ToArray();
            Assert.Contains(true, hole);
            Assert.Contains(false, hole);
        }
    }

    [Theory]
    [InlineData(0, 1, 0.0, true)]
    [InlineData(-1, 1, 0.0, false)]
    [InlineData(-1, 2, 0.0, false)]
    [InlineData(1, 1, 0.0, false)]
    [InlineData(-0.5, 1, 0.0, true)]
    [InlineData(0, 1, -1.0, false)]
    public void A_condition_beside_the_target_does_not_lie_over_it(double columns, int scale, double rows, bool covers)
    {
        var size = 8 / scale;
        var placement = new ConditionPlacement { Columns = columns * size, Rows = rows * size, Scale = scale };
        Assert.Equal(covers, placement.Covers(size, size, 8, 8));
    }

    [Fact]
    public void The_shift_of_the_released_trainer_lies_over_the_target_where_the_condition_is_compact() =>
        Assert.True(new ConditionPlacement { Columns = -16, Scale = 2, Order = ShiftOrder.AfterScale }.Covers(16, 16, 32, 32));

    private static Picture Without(Picture picture)
    {
        var copy = new Picture(picture.Width, picture.Height, picture.Channels, [.. picture.Pixels]);
        copy.Row(9).Clear();
        return copy;
    }

    private static Picture Noise(int width, int height)
    {
        var picture = new Picture(width, height, 3);
        for (var i = 0; i < picture.Pixels.Length; i++)
            picture.Pixels[i] = (byte)(1 + (i * 7 % 250));
        return picture;
    }
}
