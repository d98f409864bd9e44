namespace Atelier.Imaging.Charts;

/// <summary>The range of an axis, its ticks and its mapping to pixels.</summary>
internal sealed class ChartAxis
{
    private const double Room = 0.04;
    private readonly bool _logarithmic;
    private readonly double _low;
    private readonly double _high;

    public ChartAxis(IEnumerable<double> values, bool logarithmic, int wanted)
    {
        _logarithmic = logarithmic;
        var shown = values.Where(Accepts).Select(Scale).DefaultIfEmpty(0).ToList();
        (_low, _high) = (shown.Min(), shown.Max());
        if (_high - _low < 1e-12 * Math.Max(1, Math.Abs(_high)))
            (_low, _high) = (_low - Half(_low), _high + Half(_high));
        var room = (_high - _low) * Room;
        (_low, _high) = (_low - room, _high + room);
        Ticks = logarithmic ? Decades() : Round(_low, _high, wanted);

        double Half(double value) => logarithmic || value == 0 ? 0.5 : Math.Abs(value) * 0.05;
    }

    /// <summary>Values with their labels.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    public bool Accepts(double value) => double.IsFinite(value) && (!_logarithmic || value > 0);

    /// <summary>0 at the low end, 1 at the high end.</summary>
    public double Place(double value) => (Scale(value) - _low) / (_high - _low);

    private double Scale(double value) => _logarithmic ? Math.Log10(value) : value;

    private List<(double, string)> Decades()
    {
        if (_high - _low < 1)
            return [.. Round(Math.Pow(10, _low), Math.Pow(10, _high), 5).Where(tick => tick.Value > 0)];
        var step = Math.Max(1, (int)Math.Ceiling((_high - _low) / 8));
        double[] within = _high - _low < 2.5 ? [1, 2, 5] : [1];
        var ticks = new List<(double, string)>();
        for (var power = (int)Math.Floor(_low); power <= _high; power += step)
        {
            foreach (var factor in within)
            {
                var value = factor * Math.Pow(10, power);
                if (Math.Log10(value) >= _low && Math.Log10(value) <= _high)
                    ticks.Add((value, Label(value, value)));
            }
        }

        return ticks;
    }

    /// <summary>Steps of 1, 2 or 5 times a power of ten.</summary>
    private static List<(double Value, string Label)> Round(double low, double high, int wanted)
    {
        var rough = (high - low) / Math.Max(1, wanted);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var ticks = new List<(double, string)>();
        for (var i = Math.Ceiling(low / step); i * step <= high; i++)
            ticks.Add((i * step, Label(i * step, step)));
        return ticks;
    }

    private static string Label(double value, double step)
    {
        if (value == 0)
            return "0";
        var size = Math.Abs(value);
        if (size is >= 1e6 or < 1e-4)
            return value.ToString("0.###e+0");
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(Math.Abs(step)) - 1e-9), 0, 8);
        return value.ToString(size >= 10000 ? "#,0" : $"F{decimals}");
    }
}
