using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Layers.Convolutions;

/// <summary>Norm, activation, convolution, twice, plus the input; modulated by a time vector where there is one. [B, in, H, W] to [B, out, H, W]</summary>
public sealed class ResnetBlock : Module
{
    private readonly GroupNorm _norm1;
    private readonly Conv2d _conv1;
    private readonly Linear? _time;
    private readonly GroupNorm _norm2;
    private readonly Conv2d _conv2;
    private readonly Conv2d? _shortcut;
    private readonly Func<Tensor, Tensor> _activate;
    private readonly Func<Tensor, Tensor> _activateOwned;
    private readonly bool _isSilu;
    private readonly bool _scaleShift;
    private readonly double _outputScale;

    /// <summary>Registers <c>norm1</c>, <c>conv1</c>, <c>time_emb_proj</c>, <c>norm2</c>, <c>conv2</c> and, where widths differ, <c>conv_shortcut</c>.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="groups">Groups of the norms.</param>
    /// <param name="epsilon">Of the norms.</param>
    /// <param name="activation">Name of the activation.</param>
    /// <param name="time">Channels of the time vector; null for a block without one.</param>
    /// <param name="scaleShift">The time vector scales and shifts the second norm, instead of being added before it.</param>
    /// <param name="outputScale">The sum is divided by it.</param>
    /// <param name="shortcut">Whether the input passes a 1x1 convolution; where widths differ if left out.</param>
    public ResnetBlock(
        int inputs,
        int outputs,
        int groups,
        double epsilon = 1e-6,
        string activation = "silu",
        int? time = null,
        bool scaleShift = false,
        double outputScale = 1,
        bool? shortcut = null)
    {
        (_activate, _activateOwned, _scaleShift, _outputScale) = (Activations.ByName(activation), Activations.OfOwned(activation), scaleShift, outputScale);
        _isSilu = activation is "silu" or "swish";
        _norm1 = AddModule("norm1", new GroupNorm(groups, inputs, epsilon));
        _conv1 = AddModule("conv1", new Conv2d(inputs, outputs, 3, padding: 1));
        _time = time is { } channels ? AddModule("time_emb_proj", new Linear(channels, scaleShift ? 2 * outputs : outputs)) : null;
        _norm2 = AddModule("norm2", new GroupNorm(groups, outputs, epsilon));
        _conv2 = AddModule("conv2", new Conv2d(outputs, outputs, 3, padding: 1));
        _shortcut = shortcut ?? inputs != outputs ? AddModule("conv_shortcut", new Conv2d(inputs, outputs, 1)) : null;
    }

    /// <summary>Applies the block.</summary>
    /// <param name="x">[B, in, H, W]</param>
    /// <param name="time">[B, time], not yet activated; needed by a block with a time vector.</param>
    /// <param name="adapters">Adapters of the call.</param>
    public Tensor Forward(Tensor x, Tensor? time = null, AdapterStack? adapters = null)
    {
        // Without gradients the temporaries are of no use after the block.
        using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
        // Adapters add to what a convolution gives, so that keeps the wider type then.
        var asOperand = adapters is null;
        var h = _conv1.Forward(Activated(_norm1, x, asOperand), adapters);
        var vector = _time?.Forward(_activate(time!), adapters).Unsqueeze(-1).Unsqueeze(-1); // [B, out (x 2), 1, 1]
        if (vector is not null && !_scaleShift)
            h = h + vector;
        if (vector is not null && _scaleShift)
        {
            var parts = vector.Chunk(2, 1);
            h = _activateOwned(parts[1].AddCMul(_norm2.Forward(h), parts[0] + 1));
        }
        else
        {
            h = Activated(_norm2, h, asOperand);
        }

        h = _conv2.Forward(h, adapters);
        // The sum that goes from block to block keeps the wider type.
        var straight = _shortcut?.Forward(x, adapters) ?? x.Widened();
        var sum = scope is null || h.Type != straight.Type ? straight + h : h.AddInPlace(straight);
        var output = _outputScale == 1 ? sum : sum / _outputScale;
        return scope?.Keep(output) ?? output;
    }

    private Tensor Activated(GroupNorm norm, Tensor x, bool asOperand) =>
        _isSilu ? norm.Forward(x, silu: true, asOperand) : _activateOwned(norm.Forward(x));
}
