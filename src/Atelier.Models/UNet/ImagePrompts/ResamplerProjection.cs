using Atelier.Torch;

namespace Atelier.Models.UNet.ImagePrompts;

/// <summary>The states of a picture to a fixed number of tokens: learned latents attend to the states and to themselves. (Alayrac et al. 2022, Flamingo's perceiver.)</summary>
internal sealed class ResamplerProjection : ImageProjection
{
    private readonly Parameter _latents;
    private readonly Linear _in;
    private readonly Linear _out;
    private readonly LayerNorm _normOut;
    private readonly ResamplerLayer[] _layers;

    public ResamplerProjection(int imageWidth, int width, int outputs, int tokens, int layers, int attentionWidth, int inner)
    {
        ImageWidth = imageWidth;
        _latents = AddParameter("latents", [1, tokens, width], Initializers.Normal(1 / Math.Sqrt(width)));
        _in = AddModule("proj_in", new Linear(imageWidth, width));
        _out = AddModule("proj_out", new Linear(width, outputs));
        _normOut = AddModule("norm_out", new LayerNorm(outputs));
        _layers = AddModules("layers", layers, _ => new ResamplerLayer(width, attentionWidth, inner));
    }

    public override bool TakesStates => true;

    public override int ImageWidth { get; }

    public override Tensor Forward(Tensor x)
    {
        var states = _in.Forward(x);
        var latents = _latents.Value.To(states.Type).Expand(x.Size(0), -1, -1); // [N, tokens, width]
        return _normOut.Forward(_out.Forward(_layers.Aggregate(latents, (l, layer) => layer.Forward(states, l))));
    }
}
