using System.Security;
using System.Text;

namespace Atelier.Imaging.Charts;

/// <summary>Collects a chart as SVG elements.</summary>
internal sealed class SvgCanvas(int width, int height) : IChartCanvas
{
    private readonly StringBuilder _body = new();

    public void Line(IReadOnlyList<(double X, double Y)> points, Rgb colour, double width)
    {
        var path = string.Join(' ', points.Select(p => $"{p.X:0.##},{p.Y:0.##}"));
        _body.AppendLine($"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width:0.##}" stroke-linejoin="round"/>""");
    }

    public void Dot(double x, double y, double radius, Rgb colour) =>
        _body.AppendLine($"""<circle cx="{x:0.##}" cy="{y:0.##}" r="{radius:0.##}" fill="{colour}"/>""");

    public void Box(double x, double y, double width, double height, Rgb fill, double opacity) =>
        _body.AppendLine($"""<rect x="{x:0.##}" y="{y:0.##}" width="{width:0.##}" height="{height:0.##}" fill="{fill}" fill-opacity="{opacity:0.##}"/>""");

    public void Text(double x, double y, string text, ChartAnchor anchor, PixelFont font, Rgb colour)
    {
        if (text.Length > 0)
            _body.AppendLine($"""<text x="{x:0.##}" y="{y:0.##}" {Style(font, anchor, colour)}>{Escape(text)}</text>""");
    }

    public void UpwardText(double x, double y, string text, Rgb colour)
    {
        if (text.Length > 0)
            _body.AppendLine($"""<text transform="translate({x:0.##},{y:0.##}) rotate(-90)" {Style(PixelFont.Small, ChartAnchor.Middle, colour)}>{Escape(text)}</text>""");
    }

    public override string ToString() =>
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="DejaVu Sans, Verdana, sans-serif">
        {_body}</svg>

        """;

    private static string Style(PixelFont font, ChartAnchor anchor, Rgb colour)
    {
        var place = anchor switch { ChartAnchor.Start => "start", ChartAnchor.Middle => "middle", _ => "end" };
        return $"""text-anchor="{place}" dominant-baseline="central" font-size="{(font == PixelFont.Large ? 16 : 12)}" fill="{colour}" """.TrimEnd();
    }

    /// <summary>Text as XML allows it; characters that no XML document may hold are left out.</summary>
    private static string Escape(string text) =>
        SecurityElement.Escape(string.Concat(text.Where(c => !char.IsControl(c) && c is not ('\ufffe' or '\uffff') && !char.IsSurrogate(c)))) ?? "";
}
