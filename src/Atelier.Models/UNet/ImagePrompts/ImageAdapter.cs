using Atelier.Models.Adapters;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet.ImagePrompts;

/// <summary>An IP-Adapter: makes pictures into tokens, and the attentions to the text of one UNet see them by keys and values of their own.</summary>
/// <remarks>(Ye et al. 2023, arXiv 2308.06721.) Like a LoRA it changes nothing by itself: a call hands its tokens to the UNet within an <see cref="ImagePrompt"/>.</remarks>
public sealed class ImageAdapter : Module
{
    private readonly Dictionary<Module, ImageAdapterLayer> _layers = [];
    private readonly ImageProjection? _projection;

    /// <summary>Registers <c>image_proj</c>, and <c>ip_adapter.1</c>, <c>.3</c>, ... in the order of public files: way down, way up, middle.</summary>
    internal ImageAdapter(string name, UNetConfig config, IEnumerable<(string Name, CrossAttention Layer)> layers, int tokenWidth, ImageProjection? projection)
    {
        (Name, TokenWidth) = (name, tokenWidth);
        _projection = projection is null ? null : AddModule("image_proj", projection);
        foreach (var (layer, module) in layers)
        {
            var prefix = $"ip_adapter.{(2 * _layers.Count) + 1}";
            _layers.Add(module, new(
                layer,
                AddModule($"{prefix}.to_k_ip", new Linear(tokenWidth, module.Inner, bias: false)),
                AddModule($"{prefix}.to_v_ip", new Linear(tokenWidth, module.Inner, bias: false)),
                config));
        }
    }

    /// <summary>What the user calls it.</summary>
    public string Name { get; }

    /// <summary>Channels of its tokens, those of the UNet's text.</summary>
    public int TokenWidth { get; }

    /// <summary>True where it takes all states of the image encoder before the last layer (plus and full), not the one projected vector.</summary>
    public bool TakesStates => _projection!.TakesStates;

    /// <summary>Channels of the image encoder's states or vectors that it takes.</summary>
    public int ImageWidth => _projection!.ImageWidth;

    /// <summary>Reads an adapter: plain, plus (resampler) and full files, told apart by their names.</summary>
    /// <param name="source">The file, with <c>image_proj.*</c> and <c>ip_adapter.N.*</c></param>
    /// <param name="name">What the user calls it.</param>
    /// <param name="network">The UNet.</param>
    /// <exception cref="AdapterException">The file is no image adapter, one of another kind, or one for another UNet.</exception>
    public static ImageAdapter Load(ITensorSource source, string name, UNetModel network)
    {
        if (source.Names.Any(n => n.Contains("lora", StringComparison.Ordinal)))
            throw new AdapterException($"{source.Path} is an image adapter for faces with a LoRA inside, which is not supported; plain, plus and full ones are.");
        var projection = ImageProjection.For(new PrefixedTensors(source, "image_proj."));
        var layers = Layers(network);
        var given = source.Names.Count(n => n.StartsWith("ip_adapter.", StringComparison.Ordinal) && n.EndsWith(".to_k_ip.weight", StringComparison.Ordinal));
        if (given != layers.Length)
        {
            throw new AdapterException(
                $"{source.Path} is an image adapter for {given} attentions to the text, this UNet has {layers.Length}; it belongs to another base model.");
        }

        var adapter = new ImageAdapter(name, network.Config, layers, network.Config.CrossAttentionDim[0], projection);
        try
        {
            StateDict.Load(adapter, source, ignore: n => !n.StartsWith("image_proj.", StringComparison.Ordinal) && !n.StartsWith("ip_adapter.", StringComparison.Ordinal));
        }
        catch (WeightException error)
        {
            throw new AdapterException($"The image adapter is not one for this UNet. {error.Message}");
        }

        return adapter;
    }

    /// <summary>Tokens of pictures, for an <see cref="ImagePrompt"/>. [B, images, tokens, D]</summary>
    /// <param name="embeddings">[B, images, width] projected vectors, or [B, images, N, width] states, as <see cref="TakesStates"/> says.</param>
    public Tensor Tokens(Tensor embeddings)
    {
        if (embeddings.Rank != (TakesStates ? 4 : 3) || embeddings.Size(-1) != ImageWidth)
        {
            throw new ArgumentException(
                $"Adapter '{Name}' takes {(TakesStates ? $"states [B, images, N, {ImageWidth}]" : $"vectors [B, images, {ImageWidth}]")} of pictures, not {embeddings.Describe()}.");
        }

        var tokens = _projection!.Forward(embeddings.Flatten(0, 1)); // [B images, tokens, D]
        return tokens.Reshape(embeddings.Size(0), embeddings.Size(1), tokens.Size(1), tokens.Size(2));
    }

    internal ImageAdapterLayer? For(Module layer) => _layers.GetValueOrDefault(layer);

    private static (string Name, CrossAttention Layer)[] Layers(UNetModel network) =>
        [.. network.Modules()
            .Where(m => m.Module is CrossAttention && m.Name.EndsWith(".attn2", StringComparison.Ordinal))
            .OrderBy(m => m.Name.StartsWith("down", StringComparison.Ordinal) ? 0 : m.Name.StartsWith("up", StringComparison.Ordinal) ? 1 : 2)
            .Select(m => (m.Name, (CrossAttention)m.Module))];
}
