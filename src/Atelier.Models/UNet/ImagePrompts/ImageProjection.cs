using Atelier.Models.Adapters;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet.ImagePrompts;

/// <summary>Makes what an image encoder says of pictures into tokens. Parameters have the names of public files, after <c>image_proj.</c></summary>
internal abstract class ImageProjection : Module
{
    /// <summary>True where it takes all states of a picture, false where one vector.</summary>
    public abstract bool TakesStates { get; }

    /// <summary>Channels that come in.</summary>
    public abstract int ImageWidth { get; }

    /// <summary>[N, width] or [N, states, width] to [N, tokens, D]</summary>
    public abstract Tensor Forward(Tensor x);

    /// <summary>The kind of projection that a file holds, in its sizes and without values.</summary>
    /// <exception cref="AdapterException">It holds none, or none of a known kind.</exception>
    public static ImageProjection For(ITensorSource file)
    {
        int Size(string name, int dimension) => (int)file.ShapeOf(name)[dimension];
        bool Has(string name) => file.Names.Contains(name);
        if (Has("latents") && Has("proj_in.weight"))
        {
            var layers = file.Names.Count(n => n.EndsWith(".0.to_q.weight", StringComparison.Ordinal));
            return new ResamplerProjection(
                Size("proj_in.weight", 1), Size("latents", 2), Size("proj_out.weight", 0), Size("latents", 1), layers,
                Size("layers.0.0.to_q.weight", 0), Size("layers.0.1.1.weight", 0));
        }

        if (Has("proj.3.weight"))
            return new FullProjection(Size("proj.0.weight", 1), Size("proj.0.weight", 0), Size("proj.2.weight", 0));
        if (Has("proj.weight") && Has("norm.weight"))
            return new PlainProjection(Size("proj.weight", 1), Size("norm.weight", 0), Size("proj.weight", 0) / Size("norm.weight", 0));
        throw new AdapterException($"{file.Path} is no image adapter of a known kind: the image projections that are known are plain, plus and full.");
    }
}
