using Atelier.Torch;

namespace Atelier.Models.Upscaling;

/// <summary>A convolutional network that enlarges pictures by a whole number.</summary>
public abstract class UpscalingNetwork : Module
{
    /// <summary>How many times as wide and high the result is.</summary>
    public abstract int Scale { get; }

    /// <summary>Sides of what goes in are multiples of it.</summary>
    public abstract int SizeStep { get; }

    /// <summary>The enlarged pictures. [B, 3, H, W] in 0..1 to [B, 3, scale H, scale W], not clamped</summary>
    public abstract Tensor Forward(Tensor pictures);
}
