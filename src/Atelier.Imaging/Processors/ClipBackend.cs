namespace Atelier.Imaging;

/// <summary>The three ways in which CLIP's pictures are prepared in the wild; they differ by a pixel or a grey level.</summary>
public enum ClipBackend
{
    /// <summary>transformers' CLIPImageProcessorPil: Pillow resize, crop at (n - crop) // 2.</summary>
    Pillow,

    /// <summary>OpenAI's and open_clip's: Pillow resize, crop at round((n - crop) / 2), half to even.</summary>
    OpenAi,

    /// <summary>transformers' default of version 5: resize of byte tensors with 16-bit weights.</summary>
    Tensor,
}
