namespace Atelier.Evaluation.Metrics.Features;

/// <summary>ArtFID: content kept and style met, in one number; lower is better (Wright and Ommer 2022).</summary>
public static class ArtFid
{
    /// <summary>(1 + mean content distance) (1 + style distance).</summary>
    /// <param name="contentDistances">LPIPS of every stylised picture to its content.</param>
    /// <param name="styleDistance">Fréchet distance of style features.</param>
    public static double Of(IEnumerable<double> contentDistances, double styleDistance) => (1 + contentDistances.Average()) * (1 + styleDistance);
}
