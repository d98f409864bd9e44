using Atelier.Diorama.Materials;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Training.Mini;

/// <summary>Class, colour and log depth of each image token. [B, N, width] to logits and numbers</summary>
internal sealed class TokenHead : Module
{
    private readonly Linear _classes;
    private readonly Linear _colours;
    private readonly Linear _depth;

    public TokenHead(int width)
    {
        _classes = AddModule("classes", new Linear(width, TokenLabels.ClassNames.Count + 1));
        _colours = AddModule("colours", new Linear(width, Palette.Colours.Count + 1));
        _depth = AddModule("depth", new Linear(width, 1));
    }

    /// <summary>The three losses. tokens [B, N, width], labels [B, N]</summary>
    public (Tensor Class, Tensor Colour, Tensor Depth) Loss(Tensor tokens, Tensor classes, Tensor colours, Tensor depths)
    {
        var normed = Tensor.LayerNorm(tokens.Float(), [tokens.Size(-1)], null, null, 1e-6);
        return (
            _classes.Forward(normed).Flatten(0, 1).CrossEntropy(classes.Flatten()),
            _colours.Forward(normed).Flatten(0, 1).CrossEntropy(colours.Flatten()),
            _depth.Forward(normed).Squeeze(-1).MseLoss(depths));
    }
}
