using Atelier.Diorama.Scenes;
using Atelier.Imaging;

namespace Atelier.Diorama.Rendering;

/// <summary>A scene's picture.</summary>
/// <param name="Scene">What was rendered.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Linear">Height x width x 3 linear light values; 1 shows as white.</param>
public sealed record RenderedScene(Scene Scene, int Width, int Height, float[] Linear)
{
    /// <summary>The picture in sRGB, 8 bits, 3 channels; the exposure is fixed, so renders of one scene compare pixel by pixel.</summary>
    public Picture ToPicture()
    {
        var picture = new Picture(Width, Height, 3);
        for (var i = 0; i < Linear.Length; i++)
            picture.Pixels[i] = Srgb.Encode(Linear[i]);
        return picture;
    }
}
