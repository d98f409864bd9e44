using System.Xml.Linq;

namespace Atelier.Imaging.Tests.Charts;

public class BarChartTests
{
    private static readonly BarChart Chart = new() { Title = "grey MSE <low is good>", Bars = [("joint", 2), ("independent", 1), ("none", 0)] };

    [Fact]
    public void Bars_are_as_long_as_their_values()
    {
        var boxes = XDocument.Parse(Chart.ToSvg()).Descendants().Where(e => e.Name.LocalName == "rect").Skip(1).Select(e => (double)e.Attribute("width")!).ToArray();

        Assert.Equal(3, boxes.Length);
        Assert.Equal(boxes[0], 2 * boxes[1], 2);
        Assert.Equal(0, boxes[2]);
        Assert.True(boxes[0] > 300);
    }

    [Fact]
    public void The_picture_has_the_size_of_the_document()
    {
        var picture = Chart.ToPicture();

        Assert.Equal((Chart.Width, Chart.Height), (picture.Width, picture.Height));
        Assert.Contains(picture.Pixels, p => p != 255);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_without_a_length_is_refused(double value) =>
        Assert.Contains("'odd'", Assert.Throws<ArgumentException>(() => new BarChart { Bars = [("odd", value)] }.ToSvg()).Message, StringComparison.Ordinal);
}
