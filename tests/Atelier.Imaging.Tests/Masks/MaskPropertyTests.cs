using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Atelier.Imaging.Tests.Masks;

[Properties(Arbitrary = [typeof(MaskPropertyTests)], MaxTest = 150)]
public sealed class MaskPropertyTests
{
    public static Arbitrary<Mask> Masks() => (
        from width in Gen.Choose(1, 24)
        from height in Gen.Choose(1, 24)
        from cells in Gen.Elements<byte>(0, 0, 1).ArrayOf(width * height)
        select new Mask(width, height, cells)).ToArbitrary();

    [Property]
    public void Run_lengths_come_back(Mask mask)
    {
        var runs = CocoRunLengths.From(mask);
        Assert.Equal(mask.Cells, runs.ToMask().Cells);
        Assert.Equal(runs.Counts, CocoRunLengths.Parse(runs.ToString(), mask.Width, mask.Height).Counts);
        Assert.Equal(mask.Area, runs.Area);
    }

    [Property]
    public void Any_text_is_run_lengths_or_a_format_error(string text)
    {
        try
        {
            Assert.Equal(20, CocoRunLengths.Parse(text ?? "", 4, 5).Counts.Sum());
        }
        catch (FormatException)
        {
        }
    }

    [Property]
    public void Growing_by_a_disk_is_what_the_element_does(Mask mask)
    {
        var byElement = new Picture(mask.Width, mask.Height, 1, mask.Cells).Dilate(StructuringElement.Disk(3));
        Assert.Equal(byElement.Pixels, mask.Dilate(3).Cells);
    }

    [Property]
    public void Shrinking_is_growing_of_the_rest_but_for_the_border(Mask mask) =>
        Assert.Equal(mask.Invert().Dilate(2).Invert().Cells, mask.Erode(2, keepBorder: true).Cells);

    [Property]
    public void Parts_cover_the_mask_once(Mask mask)
    {
        var parts = ConnectedComponents.Of(mask, Connectivity.Four);
        Assert.Equal(mask.Area, parts.Parts.Sum(part => part.Area));
        Assert.True(ConnectedComponents.Of(mask).Parts.Count <= parts.Parts.Count);
        Assert.All(parts.Parts, part => Assert.Equal(part.Box, parts.ToMask(part).Bounds()));
    }

    [Property]
    public void The_hull_holds_the_mask_and_is_its_own_hull(Mask mask)
    {
        Assert.Equal(0, mask.Subtract(ConvexHull.Fill(mask)).Area);
        if (ConvexHull.Corners(mask).Count < 3)
            return;
        var hull = ConvexHull.Fill(mask, ofEdges: false);
        Assert.Equal(0, mask.Subtract(hull).Area);
        Assert.Equal(ConvexHull.Corners(mask).Order(), ConvexHull.Corners(hull).Order());
    }

    [Property]
    public void Filling_holes_adds_only_holes(Mask mask)
    {
        var filled = mask.FillHoles();
        Assert.Equal(0, mask.Subtract(filled).Area);
        Assert.Equal(filled.Cells, filled.FillHoles().Cells);
    }
}
