using Atelier.Torch;

namespace Atelier.Models.UNet.ImagePrompts;

/// <summary>A picture's vector to a few tokens: one Linear, then a norm of each token.</summary>
internal sealed class PlainProjection : ImageProjection
{
    private readonly Linear _proj;
    private readonly LayerNorm _norm;
    private readonly int _width;

    public PlainProjection(int imageWidth, int width, int tokens)
    {
        (ImageWidth, _width) = (imageWidth, width);
        _proj = AddModule("proj", new Linear(imageWidth, width * tokens));
        _norm = AddModule("norm", new LayerNorm(width));
    }

    public override bool TakesStates => false;

    public override int ImageWidth { get; }

    public override Tensor Forward(Tensor x) => _norm.Forward(_proj.Forward(x).Reshape(x.Size(0), -1, _width));
}
