using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>A part of Wan's autoencoder that works through a video stretch by stretch. [B, C, T, H, W]</summary>
internal abstract class WanLayer : Module
{
    public abstract Tensor Forward(Tensor x, FrameCache cache);
}
