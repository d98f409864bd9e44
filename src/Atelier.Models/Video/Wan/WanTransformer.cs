using Atelier.Models.Configs;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Rotary;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Video.Wan;

/// <summary>The Wan video transformer (2.1 and 2.2): the velocity of noisy latents under a text. Parameters have the public diffusers keys.</summary>
/// <remarks>(Wan Team 2025, arXiv 2503.20314)</remarks>
public sealed class WanTransformer : Module
{
    // Public code splits pictures from texts by this constant.
    private const int TextTokens = 512;

    private readonly Conv3d _patches;
    private readonly WanConditioning _conditioning;
    private readonly WanBlock[] _blocks;
    private readonly Linear _out;
    private readonly Parameter _table;
    private readonly RotaryCache _rotary;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="ConfigException">Sizes disagree.</exception>
    public WanTransformer(WanConfig config)
    {
        Config = config.Checked();
        long[] patch = [.. config.PatchSize.Select(p => (long)p)];
        _patches = AddModule("patch_embedding", new Conv3d(config.InChannels, config.Width, patch, patch));
        _conditioning = AddModule("condition_embedder", new WanConditioning(config));
        _blocks = AddModules("blocks", config.NumLayers, _ => new WanBlock(config));
        _out = AddModule("proj_out", new Linear(config.Width, config.OutChannels * patch[0] * patch[1] * patch[2]));
        _out.Weight.Initializer = _out.Bias!.Initializer = Initializers.Zeros;
        _table = AddParameter("scale_shift_table", [1, 2, config.Width], Initializers.Normal(1 / Math.Sqrt(config.Width)));
        _rotary = new(config.RotaryAxes);
    }

    /// <summary>Sizes.</summary>
    public WanConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static WanTransformer Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<WanConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static WanTransformer From(WanConfig config, ITensorSource source)
    {
        var model = new WanTransformer(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>Frames, rows and columns of tokens of a latent.</summary>
    /// <exception cref="ArgumentException">The latent does not divide into patches, or has more than the network has places for.</exception>
    public (long Frames, long Rows, long Columns) GridOf(Tensor latents)
    {
        long[] grid = [.. Config.PatchSize.Select((patch, axis) => latents.Size(axis + 2) % patch == 0
            ? latents.Size(axis + 2) / patch
            : throw new ArgumentException($"Latents {latents.Describe()} do not divide into patches of {string.Join(" x ", Config.PatchSize)}."))];
        return grid.All(size => size <= Config.RopeMaxSeqLen)
            ? (grid[0], grid[1], grid[2])
            : throw new ArgumentException($"{string.Join(" x ", grid)} patches were given, at most {Config.RopeMaxSeqLen} along an axis are allowed.");
    }

    /// <summary>The velocity. [B, C, frames, H, W]</summary>
    /// <exception cref="ArgumentException">A part of the input does not fit the others or the network.</exception>
    public Tensor Forward(WanInput input)
    {
        var (frames, rows, columns) = GridOf(input.Latents);
        var tokens = frames * rows * columns;
        if (input.Timesteps.Rank == 2 && input.Timesteps.Size(1) != tokens)
            throw new ArgumentException($"{input.Timesteps.Size(1)} times were given for {tokens} tokens.");
        if (input.Image is not null && input.Text.Size(1) != TextTokens)
            throw new ArgumentException($"Beside a picture the text has {TextTokens} tokens, not {input.Text.Size(1)}.");

        var patches = _patches.Forward(input.Latents.Widened()); // [B, C, frames, rows, columns]
        input.Observe?.Invoke("patch_embedding", [patches]);
        var x = patches.Flatten(2).Transpose(1, 2); // [B, N, C]
        if (input.TokenEmbedding is { } embedding)
            x = x + embedding;
        var rotary = _rotary.Of(Places(frames, rows, columns).To(x.Device));
        input.Observe?.Invoke("rope", [Shaped(rotary.Cosines()), Shaped(rotary.Sines())]);
        var (time, modulation, text, image) = _conditioning.Forward(input);
        ObserveConditions(input, time, modulation, text, image);

        var seen = AttentionMask.Keys(input.TextMask);
        for (var i = 0; i < _blocks.Length; i++)
        {
            using var scope = Tensor.Scope();
            var name = $"blocks.{i}";
            Action<string, Tensor>? observe = input.Observe is null ? null : (part, y) => input.Observe($"{name}.{part}", [y]);
            x = scope.Keep(_blocks[i].Forward(x, modulation, rotary, text, seen, image, observe));
            input.Observe?.Invoke(name, [x]);
        }

        return Unpatchify(Head(x, time, input), frames, rows, columns);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _rotary.Dispose();
    }

    private Tensor Head(Tensor x, Tensor time, WanInput input)
    {
        var table = _table.Value.Widened();
        var (shift, scale) = (time + table.Narrow(1, 0, 1), time + table.Narrow(1, 1, 1)); // [B, 1 or N, C]
        var normed = Modulated.Plain(x, Config.Eps);
        input.Observe?.Invoke("norm_out", [normed]);
        return _out.Forward((normed * (scale + 1)) + shift);
    }

    // Channels of a patch: frame, row, column, then channel.
    private Tensor Unpatchify(Tensor x, long frames, long rows, long columns)
    {
        var (t, h, w) = (Config.PatchSize[0], Config.PatchSize[1], Config.PatchSize[2]);
        return x.Reshape(-1, frames, rows, columns, t, h, w, Config.OutChannels)
            .Permute(0, 7, 1, 4, 2, 5, 3, 6)
            .Reshape(-1, Config.OutChannels, frames * t, rows * h, columns * w);
    }

    private static Tensor Places(long frames, long rows, long columns)
    {
        Tensor Axis(long count, int axis)
        {
            long[] shape = [1, 1, 1];
            shape[axis] = count;
            return Tensor.Arange(0, count, ScalarType.Float32).Reshape(shape).Expand(frames, rows, columns);
        }

        return Tensor.Stack([Axis(frames, 0), Axis(rows, 1), Axis(columns, 2)], -1).Reshape(-1, 3); // [N, 3]
    }

    private static Tensor Shaped(Tensor turns) => turns.Unsqueeze(0).Unsqueeze(2); // [1, N, 1, D]

    private static void ObserveConditions(WanInput input, Tensor time, Tensor modulation, Tensor text, Tensor? image)
    {
        if (input.Observe is null)
            return;
        Tensor Own(Tensor x) => input.Timesteps.Rank == 2 ? x : x.Squeeze(1);
        Tensor[] conditions = [Own(time), Own(modulation), text];
        input.Observe("condition_embedder", image is null ? conditions : [.. conditions, image]);
    }
}
