using Atelier.Torch;

namespace Atelier.Models.Layers.Convolutions;

/// <summary>A condition picture at an eighth of its size, as a map that is added to a latent's. Starts at zero. [B, in, H, W] to [B, out, H / 8, W / 8]</summary>
/// <remarks>(Zhang et al. 2023, arXiv 2302.05543.) The number of halvings follows from the channels.</remarks>
public sealed class HintEmbedding : Module
{
    private readonly Conv2d _in;
    private readonly Conv2d[] _blocks;
    private readonly Conv2d _out;

    /// <summary>Registers <c>conv_in</c>, <c>blocks.N</c> and <c>conv_out</c>.</summary>
    /// <param name="inputs">Channels of the picture.</param>
    /// <param name="channels">Channels of each size; between two of them the size is halved.</param>
    /// <param name="outputs">Channels that come out.</param>
    public HintEmbedding(int inputs, IReadOnlyList<int> channels, int outputs)
    {
        _in = AddModule("conv_in", new Conv2d(inputs, channels[0], 3, padding: 1));
        _blocks = AddModules("blocks", 2 * (channels.Count - 1), i => i % 2 == 0
            ? new Conv2d(channels[i / 2], channels[i / 2], 3, padding: 1)
            : new Conv2d(channels[i / 2], channels[(i / 2) + 1], 3, stride: 2, padding: 1));
        _out = AddModule("conv_out", new Conv2d(channels[^1], outputs, 3, padding: 1));
        _out.Weight.Initializer = _out.Bias!.Initializer = Initializers.Zeros;
    }

    /// <summary>Applies it.</summary>
    public Tensor Forward(Tensor picture) => _out.Forward(_blocks.Aggregate(_in.Forward(picture).Silu(), (x, block) => block.Forward(x).Silu()));
}
