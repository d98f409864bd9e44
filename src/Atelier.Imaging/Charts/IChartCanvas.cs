namespace Atelier.Imaging.Charts;

/// <summary>What a chart is drawn on; pixels from the upper left corner.</summary>
internal interface IChartCanvas
{
    void Line(IReadOnlyList<(double X, double Y)> points, Rgb colour, double width);

    void Dot(double x, double y, double radius, Rgb colour);

    void Box(double x, double y, double width, double height, Rgb fill, double opacity);

    /// <summary>One line of text; <paramref name="y"/> is its middle, <paramref name="x"/> its start, middle or end.</summary>
    void Text(double x, double y, string text, ChartAnchor anchor, PixelFont font, Rgb colour);

    /// <summary>One line of text that reads upward; both coordinates are its middle.</summary>
    void UpwardText(double x, double y, string text, Rgb colour);
}
