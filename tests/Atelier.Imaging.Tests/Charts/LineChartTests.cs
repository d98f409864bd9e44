using System.Xml.Linq;

namespace Atelier.Imaging.Tests.Charts;

public sealed class LineChartTests
{
    private static readonly LineChart Chart = new()
    {
        Title = "Loss <of> \"Mini\" & others",
        XLabel = "step",
        YLabel = "loss",
        LogY = true,
        Series =
        [
            new ChartSeries("train", [.. Enumerable.Range(1, 200).Select(i => (i * 50.0, (3 / Math.Sqrt(i)) + 0.05))]),
            new ChartSeries("test", [(100, 2), (5000, double.NaN), (6000, 0.6), (10000, 0.4)], Dots: true),
        ],
    };

    [Fact]
    public void The_svg_is_well_formed_and_complete()
    {
        var root = XDocument.Parse(Chart.ToSvg()).Root!;
        var texts = root.Elements().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Contains(Chart.Title, texts);
        Assert.Contains("train", texts);
        Assert.Contains("step", texts);
        Assert.Equal(3, root.Elements().Count(e => e.Name.LocalName == "circle")); // the value that is none has no dot
    }

    [Fact]
    public void The_picture_shows_both_colours()
    {
        var picture = Chart.ToPicture();
        Assert.Equal((800, 450), (picture.Width, picture.Height));
        Assert.True(Count(picture, new Rgb(0, 114, 178)) > 300);
        Assert.True(Count(picture, new Rgb(213, 94, 0)) > 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Charts_without_points_or_with_equal_values_are_drawn(bool log)
    {
        Assert.NotEmpty(new LineChart { LogX = log, LogY = log }.ToPicture().Pixels);
        Assert.NotEmpty(new LineChart { LogX = log, LogY = log, Series = [new ChartSeries("a", [(3, 3), (3, 3)])] }.ToSvg());
        Assert.NotEmpty(new LineChart { LogX = log, LogY = log, Series = [new ChartSeries("a", [(-1, 0), (0, -2)])] }.ToSvg());
        Assert.NotEmpty(new LineChart { LogX = log, LogY = log, Series = [new ChartSeries("a", [(1e-300, 1e300), (1e300, 1e-300)])] }.ToSvg());
    }

    [Fact]
    public void Both_kinds_are_saved()
    {
        var folder = Directory.CreateTempSubdirectory();
        Chart.Save(Path.Combine(folder.FullName, "a.svg"));
        Chart.Save(Path.Combine(folder.FullName, "a.png"));
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(folder.FullName, "a.svg")), StringComparison.Ordinal);
        Assert.Equal(800, PictureFile.Load(Path.Combine(folder.FullName, "a.png")).Width);
        folder.Delete(recursive: true);
    }

    private static int Count(Picture picture, Rgb colour) =>
        picture.Pixels.Chunk(3).Count(p => p[0] == colour.R && p[1] == colour.G && p[2] == colour.B);
}
