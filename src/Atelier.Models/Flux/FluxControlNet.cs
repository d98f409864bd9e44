using Atelier.Models.Layers.Convolutions;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>A copy of FLUX blocks that turns a control picture into residuals for the transformer's blocks. Parameters have the public diffusers keys.</summary>
public sealed class FluxControlNet : Module
{
    private static readonly int[] HintChannels = [16, 16, 16, 16];

    private readonly FluxTransformer _body;
    private readonly Linear[] _doubleOut;
    private readonly Linear[] _singleOut;
    private readonly Linear _controlIn;
    private readonly HintEmbedding? _hint;
    private readonly Embedding? _mode;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public FluxControlNet(FluxControlNetConfig config)
    {
        Config = config.Checked();
        _body = AddModule("", new FluxTransformer(config.Body, head: false));
        long width = config.Body.Width;
        _doubleOut = AddModules("controlnet_blocks", config.NumLayers, _ => FluxLayers.ZeroLinear(width, width));
        _singleOut = AddModules("controlnet_single_blocks", config.NumSingleLayers, _ => FluxLayers.ZeroLinear(width, width));
        _controlIn = AddModule("controlnet_x_embedder", FluxLayers.ZeroLinear(config.InChannels, width));
        _hint = config.ConditioningEmbeddingChannels is { } channels
            ? AddModule("input_hint_block", new HintEmbedding(3, HintChannels, channels))
            : null;
        _mode = config.NumMode is { } modes ? AddModule("controlnet_mode_embedder", new Embedding(modes, width)) : null;
    }

    /// <summary>Sizes.</summary>
    public FluxControlNetConfig Config { get; }

    /// <summary>Residuals for the transformer's double and single blocks. [B, N, width] each</summary>
    /// <param name="text">Text stream.</param>
    /// <param name="image">Noisy image stream.</param>
    /// <param name="control">Packed latents [B, N, in], or a picture [B, 3, H, W] for a network with a hint block.</param>
    /// <param name="scale">Strength of the control.</param>
    /// <param name="mode">[B, 1], the kind of control; for a union network only.</param>
    /// <exception cref="ArgumentException">A kind is missing, or given to a network of one kind.</exception>
    public (Tensor[] Doubles, Tensor[] Singles) Forward(TokenStream text, TokenStream image, Tensor control, double scale = 1, Tensor? mode = null)
    {
        if (_mode is null != mode is null)
            throw new ArgumentException(mode is null ? "A union control network takes a mode." : "This control network has one kind of control only.");
        var tokens = _hint is null ? control : Fold(_hint.Forward(control));
        var noisy = image with { Tokens = _body.EmbedTokens(image) + _controlIn.Forward(tokens), IsEmbedded = true };
        List<TokenStream> streams = [text, noisy];
        if (mode is not null)
            streams.Insert(0, text with { Tokens = _mode!.Forward(mode), Positions = text.Positions.Narrow(0, 0, 1), IsEmbedded = true });

        var (doubles, singles) = (new List<Tensor>(), new List<Tensor>());
        _body.Forward(streams, new()
        {
            Output = -1,
            Observe = (stage, block, states) =>
            {
                if (stage == FluxStage.DoubleBlock)
                    doubles.Add(_doubleOut[block].Forward(states[^1]) * scale);
                else if (stage == FluxStage.SingleBlock)
                    singles.Add(_singleOut[block].Forward(states[^1]) * scale);
            },
        });
        return ([.. doubles], [.. singles]);
    }

    // [B, C, H, W] to [B, N, C p p], channel slowest.
    private Tensor Fold(Tensor map)
    {
        long p = Config.PatchSize;
        long[] shape = [map.Size(0), map.Size(1), map.Size(2) / p, p, map.Size(3) / p, p];
        return map.Reshape(shape).Permute(0, 2, 4, 1, 3, 5).Reshape(shape[0], shape[2] * shape[4], -1);
    }
}
