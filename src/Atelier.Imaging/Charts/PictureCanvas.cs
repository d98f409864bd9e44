namespace Atelier.Imaging.Charts;

/// <summary>Draws a chart into an RGB picture, lines and dots with smooth edges.</summary>
internal sealed class PictureCanvas(int width, int height) : IChartCanvas
{
    public Picture Picture { get; } = new(width, height, 3);

    public void Line(IReadOnlyList<(double X, double Y)> points, Rgb colour, double width)
    {
        var cover = new float[Picture.Width * Picture.Height]; // the nearest segment counts, so that joints are not darker
        for (var i = 1; i < points.Count; i++)
            Stroke(cover, points[i - 1], points[i], width / 2);
        Mix(cover, colour);
    }

    public void Dot(double x, double y, double radius, Rgb colour)
    {
        var cover = new float[Picture.Width * Picture.Height];
        Stroke(cover, (x, y), (x, y), radius);
        Mix(cover, colour);
    }

    public void Box(double x, double y, double width, double height, Rgb fill, double opacity)
    {
        for (var row = Math.Max(0, (int)Math.Round(y)); row < Math.Min(Picture.Height, Math.Round(y + height)); row++)
        {
            for (var column = Math.Max(0, (int)Math.Round(x)); column < Math.Min(Picture.Width, Math.Round(x + width)); column++)
                fill.MixInto(Picture.Row(row).Slice(column * 3, 3), (float)opacity);
        }
    }

    public void Text(double x, double y, string text, ChartAnchor anchor, PixelFont font, Rgb colour)
    {
        var shift = anchor switch { ChartAnchor.Start => 0, ChartAnchor.Middle => font.Measure(text) / 2.0, _ => font.Measure(text) };
        font.Draw(Picture, (int)Math.Round(x - shift), (int)Math.Round(y - (font.LineHeight / 2.0)), text, colour);
    }

    public void UpwardText(double x, double y, string text, Rgb colour)
    {
        if (text.Length == 0)
            return;
        var line = new Picture(PixelFont.Small.Measure(text), PixelFont.Small.LineHeight, 3);
        Array.Fill(line.Pixels, (byte)255);
        PixelFont.Small.Draw(line, 0, 0, text, colour);
        var turned = line.Orient(8);
        Picture.Paste(turned, (int)Math.Round(x - (turned.Width / 2.0)), (int)Math.Round(y - (turned.Height / 2.0)));
    }

    /// <summary>Covers pixels by their distance to a segment; pixel centres lie at halves.</summary>
    private void Stroke(float[] cover, (double X, double Y) from, (double X, double Y) to, double radius)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y, square = (dx * dx) + (dy * dy);
        int left = Inside(Math.Min(from.X, to.X) - radius - 1, Picture.Width), right = Inside(Math.Max(from.X, to.X) + radius + 1, Picture.Width);
        int top = Inside(Math.Min(from.Y, to.Y) - radius - 1, Picture.Height), bottom = Inside(Math.Max(from.Y, to.Y) + radius + 1, Picture.Height);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                double px = x + 0.5 - from.X, py = y + 0.5 - from.Y;
                var along = square == 0 ? 0 : Math.Clamp(((px * dx) + (py * dy)) / square, 0, 1);
                var distance = Math.Sqrt(Math.Pow(px - (along * dx), 2) + Math.Pow(py - (along * dy), 2));
                ref var cell = ref cover[(y * Picture.Width) + x];
                cell = Math.Max(cell, (float)Math.Clamp(radius + 0.5 - distance, 0, 1));
            }
        }
    }

    private static int Inside(double value, int size) => (int)Math.Clamp(value, 0, size - 1);

    private void Mix(float[] cover, Rgb colour)
    {
        for (var i = 0; i < cover.Length; i++)
        {
            if (cover[i] > 0)
                colour.MixInto(Picture.Pixels.AsSpan(i * 3, 3), cover[i]);
        }
    }
}
