using Atelier.Torch;

namespace Atelier.Models.UNet.ImagePrompts;

/// <summary>Every state of a picture to a token: Linear, GELU, Linear, norm.</summary>
internal sealed class FullProjection : ImageProjection
{
    private readonly Linear _in;
    private readonly Linear _out;
    private readonly LayerNorm _norm;

    public FullProjection(int imageWidth, int inner, int width)
    {
        ImageWidth = imageWidth;
        _in = AddModule("proj.0", new Linear(imageWidth, inner));
        _out = AddModule("proj.2", new Linear(inner, width));
        _norm = AddModule("proj.3", new LayerNorm(width));
    }

    public override bool TakesStates => true;

    public override int ImageWidth { get; }

    public override Tensor Forward(Tensor x) => _norm.Forward(_out.Forward(_in.Forward(x).Gelu()));
}
