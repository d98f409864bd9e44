using System.Globalization;
using Atelier.Imaging.Charts;

namespace Atelier.Imaging;

/// <summary>Named values as bars from 0, one below the other, as SVG or as a picture.</summary>
public sealed record BarChart
{
    private const int Margin = 12, Row = 22, Bar = 14, Gap = 8;

    private static readonly Rgb Ink = new(50, 50, 56), Fill = new(0, 114, 178), Frame = new(150, 150, 150);

    /// <summary>A line above the chart.</summary>
    public string Title { get; init; } = "";

    /// <summary>The bars from above; values are finite and at least 0.</summary>
    public required IReadOnlyList<(string Name, double Value)> Bars { get; init; }

    /// <summary>Pixels across, at least 160.</summary>
    /// <value>640.</value>
    public int Width { get; init; } = 640;

    /// <summary>Pixels down; they follow from the number of bars.</summary>
    public int Height => (2 * Margin) + (Title.Length > 0 ? PixelFont.Large.LineHeight + Gap : 0) + (Row * Bars.Count);

    /// <summary>The chart as an SVG document.</summary>
    /// <exception cref="ArgumentException">A value is below 0 or not finite, or the chart is too narrow.</exception>
    public string ToSvg()
    {
        var canvas = new SvgCanvas(Width, Height);
        Draw(canvas);
        return canvas.ToString();
    }

    /// <summary>The chart as an RGB picture.</summary>
    /// <exception cref="ArgumentException">A value is below 0 or not finite, or the chart is too narrow.</exception>
    public Picture ToPicture()
    {
        var canvas = new PictureCanvas(Width, Height);
        Draw(canvas);
        return canvas.Picture;
    }

    /// <summary>Writes the chart; the ending .svg or that of a picture format names the kind.</summary>
    public void Save(string path) => ChartFile.Save(path, ToSvg, ToPicture);

    private void Draw(IChartCanvas canvas)
    {
        if (Width < 160)
            throw new ArgumentException($"A chart is at least 160 pixels wide; {Width} was asked for.");
        if (Bars.FirstOrDefault(b => !(b.Value >= 0 && double.IsFinite(b.Value))) is { Name: { } wrong } bad)
            throw new ArgumentException($"Bars are of values from 0 on; '{wrong}' is {bad.Value}.");
        canvas.Box(0, 0, Width, Height, Rgb.White, 1);
        canvas.Text(Margin, Margin + (PixelFont.Large.LineHeight / 2.0), Title, ChartAnchor.Start, PixelFont.Large, Ink);
        var names = Bars.Select(b => PixelFont.Small.Measure(b.Name)).DefaultIfEmpty(0).Max();
        var values = Bars.Select(b => PixelFont.Small.Measure(Text(b.Value))).DefaultIfEmpty(0).Max();
        var (left, top) = (Margin + names + Gap, Height - Margin - (Row * Bars.Count));
        var room = Math.Max(1, Width - left - (2 * Gap) - values - Margin);
        var most = Bars.Select(b => b.Value).DefaultIfEmpty(0).Max();
        for (var i = 0; i < Bars.Count; i++)
        {
            var middle = top + ((i + 0.5) * Row);
            var length = most > 0 ? room * Bars[i].Value / most : 0;
            canvas.Text(left - Gap, middle, Bars[i].Name, ChartAnchor.End, PixelFont.Small, Ink);
            canvas.Box(left, middle - (Bar / 2.0), length, Bar, Fill, 1);
            canvas.Text(left + length + Gap, middle, Text(Bars[i].Value), ChartAnchor.Start, PixelFont.Small, Ink);
        }

        canvas.Line([(left, top), (left, Height - Margin)], Frame, 1);
    }

    private static string Text(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
}
