namespace Atelier.Imaging;

/// <summary>One line of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">In drawing order; a value that is not finite, or not above 0 on a logarithmic axis, interrupts the line.</param>
/// <param name="Dots">Whether each point is marked.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points, bool Dots = false)
{
    /// <summary>Error bars: the low and the high end of each point, or none.</summary>
    public IReadOnlyList<(double Low, double High)> Ranges { get; init; } = [];
}
