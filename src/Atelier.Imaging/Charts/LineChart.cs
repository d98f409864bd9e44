using Atelier.Imaging.Charts;

namespace Atelier.Imaging;

/// <summary>A chart of lines with axes and a legend, as SVG or as a picture.</summary>
public sealed record LineChart
{
    /// <summary>A line above the chart.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the horizontal axis counts.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the vertical axis counts.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>The lines; colours follow their order.</summary>
    public IReadOnlyList<ChartSeries> Series { get; init; } = [];

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool LogY { get; init; }

    /// <summary>Pixels across, at least 160.</summary>
    /// <value>800.</value>
    public int Width { get; init; } = 800;

    /// <summary>Pixels down, at least 120.</summary>
    /// <value>450.</value>
    public int Height { get; init; } = 450;

    /// <summary>The chart as an SVG document.</summary>
    public string ToSvg()
    {
        var canvas = new SvgCanvas(Width, Height);
        ChartLayout.Draw(this, canvas);
        return canvas.ToString();
    }

    /// <summary>The chart as an RGB picture.</summary>
    public Picture ToPicture()
    {
        var canvas = new PictureCanvas(Width, Height);
        ChartLayout.Draw(this, canvas);
        return canvas.Picture;
    }

    /// <summary>Writes the chart; the ending .svg or that of a picture format names the kind.</summary>
    public void Save(string path) => ChartFile.Save(path, ToSvg, ToPicture);
}
