using Atelier.Evaluation.Metrics.Removal;
using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Evaluation.Tests.Metrics;

public class RemovalMetricTests
{
    private const int Side = 64;
    private static readonly byte[] Red = [255, 0, 0], Green = [0, 255, 0];

    [Fact]
    public void Without_nested_segments_the_context_is_all()
    {
        var (picture, mask) = (Painted(Green, Red, Box(16, 16, 48, 48)), Box(16, 16, 48, 48));
        var result = new ContextFeatureDeviation(Colours).Of(picture, mask, []);
        Assert.InRange(result.Score, 0.95, 1); // red and green are orthogonal, but for the pixels that the resize mixes
        Assert.Empty(result.Components.Single().Hallucinations);
    }

    [Fact]
    public void A_region_that_looks_like_its_surroundings_scores_zero()
    {
        var result = new ContextFeatureDeviation(Colours).Of(Painted(Green, Green, Box(0, 0, 1, 1)), Box(16, 16, 48, 48), [Box(20, 20, 28, 28), Box(8, 8, 40, 40)]);
        Assert.Equal(0, result.Score, 6);
    }

    [Fact]
    public void An_isolated_segment_halves_the_weight_of_one_that_touches()
    {
        // Of two nested segments of one size, only the first touches the overlapping one.
        Mask[] segments = [Box(0, 0, 24, 64), Box(26, 20, 30, 24), Box(40, 40, 44, 44)];
        var component = new ContextFeatureDeviation(Colours).Of(Painted(Green, Green, Box(0, 0, 1, 1)), Box(16, 16, 48, 48), segments).Components.Single();
        Assert.Equal([1, 2], component.Nested);
        Assert.Equal([0], component.Overlapping);
        Assert.Equal(0.5, component.Hallucinations.Single().Weight);
    }

    [Fact]
    public void The_score_is_the_mean_over_the_parts_of_the_mask()
    {
        var (left, right) = (Box(4, 4, 20, 20), Box(40, 40, 60, 60));
        var picture = Painted(Green, Red, left);
        var result = new ContextFeatureDeviation(Colours).Of(picture, left.Unite(right), []);
        Assert.Equal(2, result.Components.Count);
        Assert.Equal(result.Total / 2, result.Score, 12);
        Assert.True(result.Components[0].Context > 0.5 && result.Components[1].Context < 1e-6);
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void Segments_touch_up_to_six_pixels_apart(int distance, bool expected)
    {
        var (one, two) = (Box(10, 10, 20, 20), Box(19 + distance, 19 + distance, 40, 40));
        Assert.Equal(expected, SegmentRelations.AreAdjacent(one, two));
        Assert.Equal(expected, SegmentRelations.AreAdjacent(two, one));
    }

    [Fact]
    public void Repeated_segments_are_left_out()
    {
        var (large, inside, beside) = (Box(0, 0, 40, 40), Box(10, 10, 20, 20), Box(45, 45, 60, 60));
        Assert.Equal([large, beside], SegmentRelations.Distinct([inside, beside, large, Box(0, 0, 40, 36)]));
    }

    [Fact]
    public void A_region_smaller_than_a_patch_has_the_patch_that_holds_it()
    {
        var selection = TokenSelection.Covered(Box(33, 17, 34, 18), 16); // 64 pixels over 16 patches: patch (4, 8)
        Assert.Equal([1 + (4 * 16) + 8], selection.Tokens);
    }

    [Fact]
    public void Nothing_removed_and_other_sizes_are_refused()
    {
        var deviation = new ContextFeatureDeviation(Colours);
        Assert.Throws<ArgumentException>(() => deviation.Of(Painted(Green, Red, Box(0, 0, 1, 1)), new Mask(Side, Side), []));
        Assert.Throws<ArgumentException>(() => deviation.Of(Painted(Green, Red, Box(0, 0, 1, 1)), Box(1, 1, 4, 4), [new Mask(3, 3)]));
        Assert.Throws<ArgumentException>(() => new ReMoveScore(_ => Tensor.Zeros([1, 64, 64])).OfCrop(Painted(Green, Red, Box(0, 0, 1, 1)), new(Side, Side, 1)));
    }

    [Fact]
    public void ReMove_compares_the_inside_with_the_outside()
    {
        using var scope = Tensor.Scope();
        var mask = Box(16, 16, 48, 48).ToPicture();
        Tensor Map(Picture picture) => Tensor.From(picture.Pixels, Side, Side, 3).Permute(2, 0, 1).Float();
        Assert.Equal(0, new ReMoveScore(Map).Of(Painted(Green, Red, Box(16, 16, 48, 48)), mask).Score, 6);
        Assert.Equal(1, new ReMoveScore(Map).Of(Painted(Green, Green, Box(0, 0, 1, 1)), mask).Score, 6);
    }

    // Patches as their mean colours; the class token is their mean.
    private static Tensor Colours(Picture picture)
    {
        var pixels = Tensor.From(picture.Pixels, 1, picture.Height, picture.Width, 3).Permute(0, 3, 1, 2).Float();
        var patches = pixels.AdaptiveAvgPool2d(16, 16).Flatten(2).Squeeze(0).Transpose(0, 1); // [256, 3]
        return Tensor.Cat([patches.Mean([0], keep: true), patches], 0);
    }

    private static Mask Box(int left, int top, int right, int bottom)
    {
        var mask = new Mask(Side, Side);
        for (var y = top; y < bottom; y++)
            mask.Cells.AsSpan((y * Side) + left, right - left).Fill(1);
        return mask;
    }

    private static Picture Painted(byte[] ground, byte[] figure, Mask where)
    {
        var picture = new Picture(Side, Side, 3);
        for (var i = 0; i < where.Cells.Length; i++)
            (where.Cells[i] != 0 ? figure : ground).CopyTo(picture.Pixels.AsSpan(i * 3));
        return picture;
    }
}
