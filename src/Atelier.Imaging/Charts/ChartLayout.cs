namespace Atelier.Imaging.Charts;

/// <summary>Where everything of a chart stands.</summary>
internal sealed class ChartLayout
{
    private const int Margin = 12, TickGap = 6, LegendLine = 20;

    private static readonly Rgb Ink = new(50, 50, 56), Faint = new(228, 228, 226), Frame = new(150, 150, 150);

    /// <summary>Okabe and Ito's colours, which most people can tell apart.</summary>
    private static readonly Rgb[] Palette =
    [
        new(0, 114, 178), new(213, 94, 0), new(0, 158, 115), new(204, 121, 167), new(230, 159, 0), new(86, 180, 233), new(90, 90, 90), new(160, 140, 0),
    ];

    private readonly LineChart _chart;
    private readonly IChartCanvas _canvas;
    private readonly ChartAxis _x;
    private readonly ChartAxis _y;
    private readonly double _left;
    private readonly double _top;
    private readonly double _right;
    private readonly double _bottom;

    private ChartLayout(LineChart chart, IChartCanvas canvas)
    {
        (_chart, _canvas) = (chart, canvas);
        var points = chart.Series.SelectMany(series => series.Points).ToList();
        _x = new ChartAxis(points.Select(p => p.X), chart.LogX, Math.Max(2, chart.Width / 110));
        var ranges = chart.Series.SelectMany(series => series.Ranges).SelectMany(r => new[] { r.Low, r.High });
        _y = new ChartAxis(points.Select(p => p.Y).Concat(ranges), chart.LogY, Math.Max(2, chart.Height / 65));
        var line = PixelFont.Small.LineHeight;
        _left = Margin + (chart.YLabel.Length > 0 ? line + 4 : 0) + _y.Ticks.Select(tick => PixelFont.Small.Measure(tick.Label)).DefaultIfEmpty(0).Max() + TickGap;
        _top = Margin + (chart.Title.Length > 0 ? PixelFont.Large.LineHeight + 6 : 0);
        _right = chart.Width - Margin - 8;
        _bottom = chart.Height - Margin - line - TickGap - (chart.XLabel.Length > 0 ? line + 2 : 0);
    }

    public static void Draw(LineChart chart, IChartCanvas canvas)
    {
        if (chart.Width < 160 || chart.Height < 120)
            throw new ArgumentException($"A chart has at least 160 x 120 pixels; {chart.Width} x {chart.Height} was asked for.");
        var layout = new ChartLayout(chart, canvas);
        layout.DrawAxes();
        layout.DrawSeries();
        layout.DrawLegend();
    }

    private double Column(double value) => _left + (_x.Place(value) * (_right - _left));

    private double Row(double value) => _bottom - (_y.Place(value) * (_bottom - _top));

    private void DrawAxes()
    {
        _canvas.Box(0, 0, _chart.Width, _chart.Height, Rgb.White, 1);
        foreach (var (value, label) in _x.Ticks)
        {
            _canvas.Line([(Column(value), _top), (Column(value), _bottom)], Faint, 1);
            _canvas.Text(Column(value), _bottom + TickGap + (PixelFont.Small.LineHeight / 2.0), label, ChartAnchor.Middle, PixelFont.Small, Ink);
        }

        foreach (var (value, label) in _y.Ticks)
        {
            _canvas.Line([(_left, Row(value)), (_right, Row(value))], Faint, 1);
            _canvas.Text(_left - TickGap, Row(value), label, ChartAnchor.End, PixelFont.Small, Ink);
        }

        _canvas.Line([(_left, _top), (_left, _bottom), (_right, _bottom)], Frame, 1);
        _canvas.Text(_left, Margin + (PixelFont.Large.LineHeight / 2.0), _chart.Title, ChartAnchor.Start, PixelFont.Large, Ink);
        _canvas.Text((_left + _right) / 2, _chart.Height - Margin - (PixelFont.Small.LineHeight / 2.0), _chart.XLabel, ChartAnchor.Middle, PixelFont.Small, Ink);
        _canvas.UpwardText(Margin + (PixelFont.Small.LineHeight / 2.0), (_top + _bottom) / 2, _chart.YLabel, Ink);
    }

    private void DrawSeries()
    {
        for (var i = 0; i < _chart.Series.Count; i++)
        {
            var colour = Palette[i % Palette.Length];
            var series = _chart.Series[i];
            foreach (var ((x, _), (low, high)) in series.Points.Zip(series.Ranges))
                DrawRange(x, low, high, colour);
            foreach (var run in Runs(series.Points))
            {
                if (run.Count > 1)
                    _canvas.Line(run, colour, 2);
                if (series.Dots || run.Count == 1)
                    run.ForEach(point => _canvas.Dot(point.X, point.Y, 3, colour));
            }
        }
    }

    private void DrawRange(double x, double low, double high, Rgb colour)
    {
        if (!_x.Accepts(x) || !_y.Accepts(low) || !_y.Accepts(high))
            return;
        var column = Column(x);
        _canvas.Line([(column, Row(low)), (column, Row(high))], colour, 1);
        foreach (var row in new[] { Row(low), Row(high) })
            _canvas.Line([(column - 4, row), (column + 4, row)], colour, 1);
    }

    /// <summary>The stretches of a line between values that cannot be shown, in pixels.</summary>
    private IEnumerable<List<(double X, double Y)>> Runs(IReadOnlyList<(double X, double Y)> points)
    {
        var run = new List<(double, double)>();
        foreach (var (x, y) in points)
        {
            if (_x.Accepts(x) && _y.Accepts(y))
            {
                run.Add((Column(x), Row(y)));
                continue;
            }

            if (run.Count > 0)
                yield return run;
            run = [];
        }

        if (run.Count > 0)
            yield return run;
    }

    private void DrawLegend()
    {
        if (_chart.Series.All(series => series.Name.Length == 0))
            return;
        var width = _chart.Series.Max(series => PixelFont.Small.Measure(series.Name)) + 42;
        var height = (_chart.Series.Count * LegendLine) + 6;
        var x = _right - width - 6;
        var y = HighIsFree(x) ? _top + 6 : _bottom - height - 6;
        _canvas.Box(x, y, width, height, Rgb.White, 0.85);
        for (var i = 0; i < _chart.Series.Count; i++)
        {
            var middle = y + 3 + ((i + 0.5) * LegendLine);
            _canvas.Line([(x + 6, middle), (x + 28, middle)], Palette[i % Palette.Length], 2);
            _canvas.Text(x + 34, middle, _chart.Series[i].Name, ChartAnchor.Start, PixelFont.Small, Ink);
        }
    }

    /// <summary>Whether fewer points lie in the upper than in the lower half, right of <paramref name="left"/>.</summary>
    private bool HighIsFree(double left)
    {
        var rows = _chart.Series.SelectMany(series => Runs(series.Points)).SelectMany(run => run).Where(p => p.X >= left).Select(p => p.Y).ToList();
        var middle = (_top + _bottom) / 2;
        return rows.Count(row => row < middle) <= rows.Count(row => row >= middle);
    }
}
