using Atelier.Diorama.Materials;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Training.Mini;

/// <summary>Class, colour and log depth of each image token. [B, N, width] to logits and numbers</summary>
public sealed class TokenHead : Module
{
    private readonly Linear _classes;
    private readonly Linear _colours;
    private readonly Linear _depth;

    /// <summary>Makes the head without values: initialise it.</summary>
    /// <param name="width">Of the tokens.</param>
    public TokenHead(int width)
    {
        _classes = AddModule("classes", new Linear(width, TokenLabels.ClassNames.Count + 1));
        _colours = AddModule("colours", new Linear(width, Palette.Colours.Count + 1));
        _depth = AddModule("depth", new Linear(width, 1));
    }

    /// <summary>The weighted sum of the three losses, which are reported one by one.</summary>
    /// <param name="tokens">[B, N, width]</param>
    /// <param name="targets">Where the tokens are.</param>
    /// <param name="weights">Of the three.</param>
    /// <param name="step">Told <c>token_class</c>, <c>token_colour</c> and <c>token_depth</c>.</param>
    public Tensor Loss(Tensor tokens, TokenTargets targets, TokenLabelWeights weights, StepContext step)
    {
        var normed = Tensor.LayerNorm(tokens.Float(), [tokens.Size(-1)], null, null, 1e-6);
        var classes = _classes.Forward(normed).Flatten(0, 1).CrossEntropy(targets.Classes.Flatten());
        var colours = _colours.Forward(normed).Flatten(0, 1).CrossEntropy(targets.Colours.Flatten());
        var depth = _depth.Forward(normed).Squeeze(-1).MseLoss(targets.Depths);
        step.Report("token_class", classes);
        step.Report("token_colour", colours);
        step.Report("token_depth", depth);
        return (classes * weights.ClassWeight) + (colours * weights.ColourWeight) + (depth * weights.DepthWeight);
    }
}
