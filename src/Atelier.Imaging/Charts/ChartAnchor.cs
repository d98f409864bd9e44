namespace Atelier.Imaging.Charts;

/// <summary>Which part of a text stands at its coordinate.</summary>
internal enum ChartAnchor
{
    Start,
    Middle,
    End,
}
