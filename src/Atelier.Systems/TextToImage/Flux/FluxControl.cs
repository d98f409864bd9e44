using Atelier.Imaging;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>A picture that says where things are.</summary>
/// <param name="Kind">What it shows: <c>canny</c> takes the edges of a photograph, <c>edges</c>, <c>depth</c>, <c>pose</c> and others are maps already.</param>
/// <param name="Picture">The photograph or the map.</param>
/// <param name="Strength">1 in full, 0 not at all.</param>
public sealed record FluxControl(string Kind, Picture Picture, double Strength = 1)
{
    private const double Low = 100;
    private const double High = 200;

    /// <summary>The map: that of the edges for <c>canny</c>, else the picture itself.</summary>
    public Picture Map => Kind == "canny" ? Canny.Detect(Picture, Low, High) : Picture;
}
