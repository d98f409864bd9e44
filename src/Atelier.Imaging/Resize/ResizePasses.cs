namespace Atelier.Imaging;

/// <summary>Which way a picture of bytes is resized first; since each pass rounds, the results differ.</summary>
public enum ResizePasses
{
    /// <summary>Across first: every Pillow before 13, and so all published checkpoints and scores.</summary>
    HorizontalFirst,

    /// <summary>Pillow 13: down first where the height loses more than twice as many pixels as the width.</summary>
    Pillow13,
}
