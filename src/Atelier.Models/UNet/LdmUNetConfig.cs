using Atelier.Models.Configs;
using Atelier.Models.Dialects;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet;

/// <summary>Reads the sizes of a UNet off the tensors of an original latent-diffusion file, which has no config.</summary>
public static class LdmUNetConfig
{
    private const string Marker = "input_blocks.0.0.weight";
    private const string Preferred = "model.diffusion_model.";

    // What shapes do not say: Stable Diffusion 1 has eight heads everywhere, later models heads of 64 channels.
    private const int OldHeads = 8;
    private const int HeadWidth = 64;
    private const int SizeWidth = 256;

    /// <summary>True where a file holds a UNet in these names.</summary>
    public static bool Knows(ITensorSource source) => Prefixes.Find(source, Marker, Preferred) == Preferred;

    /// <summary>The sizes of the UNet in a file.</summary>
    /// <exception cref="ConfigException">The file holds none.</exception>
    public static UNetConfig Read(ITensorSource source)
    {
        if (!Knows(source))
            throw new ConfigException($"{source.Path} holds no UNet: no tensor is called {Preferred}{Marker}.");
        using var file = new PrefixedTensors(source, Preferred);
        bool Has(string name) => file.Names.Contains(name);
        int Rows(string name) => (int)file.ShapeOf(name)[0];
        int Columns(string name) => (int)file.ShapeOf(name)[1];
        int Depth(string attention) => Enumerable.Range(0, int.MaxValue).TakeWhile(k => Has($"{attention}.transformer_blocks.{k}.norm1.weight")).Count();

        var levels = new List<(int Channels, int Layers, int Depth)> { (Rows("input_blocks.0.0.weight"), 0, 0) };
        string? attention = null;
        for (var i = 1; Has($"input_blocks.{i}.0.op.weight") || Has($"input_blocks.{i}.0.in_layers.2.weight"); i++)
        {
            if (Has($"input_blocks.{i}.0.op.weight"))
            {
                levels.Add((levels[^1].Channels, 0, 0));
                continue;
            }

            attention = Has($"input_blocks.{i}.1.norm.weight") ? attention ?? $"input_blocks.{i}.1" : attention;
            levels[^1] = (Rows($"input_blocks.{i}.0.in_layers.2.weight"), levels[^1].Layers + 1, Depth($"input_blocks.{i}.1"));
        }

        attention ??= "middle_block.1";
        if (!Has($"{attention}.proj_in.weight"))
            throw new ConfigException($"{source.Path} holds a UNet without attention, which is not supported.");
        var linear = file.ShapeOf($"{attention}.proj_in.weight").Length == 2;
        var (first, last) = (levels[0].Channels, Math.Max(1, Depth("middle_block.1")));
        var sizes = Has("label_emb.0.0.weight");
        return new UNetConfig
        {
            InChannels = Columns("input_blocks.0.0.weight"),
            OutChannels = Rows("out.2.weight"),
            BlockOutChannels = [.. levels.Select(l => l.Channels)],
            LayersPerBlock = PerBlock<int>.Each([.. levels.Select(l => l.Layers)]),
            DownBlockTypes = [.. levels.Select(l => l.Depth > 0 ? UNetConfig.CrossDown : UNetConfig.PlainDown)],
            UpBlockTypes = [.. Enumerable.Reverse(levels).Select(l => l.Depth > 0 ? UNetConfig.CrossUp : UNetConfig.PlainUp)],
            TransformerLayersPerBlock = PerBlock<PerBlock<int>>.Each([.. levels.Select((l, i) => (PerBlock<int>)(l.Depth > 0 ? l.Depth : i == levels.Count - 1 ? last : 1))]),
            CrossAttentionDim = Columns($"{attention}.transformer_blocks.0.attn2.to_k.weight"),
            AttentionHeadDim = linear ? PerBlock<int>.Each([.. levels.Select(l => Math.Max(1, l.Channels / HeadWidth))]) : OldHeads,
            UseLinearProjection = linear,
            TimeEmbeddingDim = Rows("time_embed.0.weight") == 4 * first ? null : Rows("time_embed.0.weight"),
            AdditionEmbedType = sizes ? "text_time" : null,
            AdditionTimeEmbedDim = sizes ? SizeWidth : null,
            ProjectionClassEmbeddingsInputDim = sizes ? Columns("label_emb.0.0.weight") : null,
        }.Checked();
    }
}
