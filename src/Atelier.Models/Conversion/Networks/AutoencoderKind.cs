using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Dialects;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Networks;

/// <summary>Autoencoders of Stable Diffusion and FLUX.</summary>
internal sealed class AutoencoderKind : NetworkKind
{
    public override WeightFamily Family => WeightFamily.Autoencoder;

    public override string Title => "autoencoder";

    public override (string Library, string Class) Class => ("diffusers", "AutoencoderKL");

    public override string Folder => "vae";

    public override string Architecture(ITensorSource source) => "vae";

    public override string WholePrefix => "first_stage_model.";

    public override Func<string, string>? Rename(ITensorSource source) => AutoencoderKL.Rename(source);

    private protected override (string Marker, string Beside) DiffusersMarkers => ("decoder.mid_block.resnets.0.norm1.weight", "decoder.conv_in.weight");

    private protected override (string Marker, string Beside) OriginalMarkers => ("decoder.mid.block_1.norm1.weight", "decoder.conv_in.weight");

    public override Module Make(ITensorSource source, WeightLayout layout, JsonElement? config) =>
        new AutoencoderKL(config is { } json ? ModelConfig.Read<AutoencoderKLConfig>(json) : Sizes(source, layout));

    public override string ConfigOf(Module network) => ConfigText(((AutoencoderKL)network).Config);

    public override IReadOnlyDictionary<string, TensorRecipe> Recipes(Module network, string prefix) =>
        LdmAutoencoderNames.Recipes(((AutoencoderKL)network).Config, prefix);

    private static AutoencoderKLConfig Sizes(ITensorSource source, WeightLayout layout)
    {
        var original = layout.Names == WeightNames.Original;
        string Name(string theirs, string ours) => layout.Prefix + (original ? theirs : ours);
        bool Has(string name) => source.Names.Contains(name);
        var latent = (int)Shape(source, layout.Prefix + "decoder.conv_in.weight", "the number of latent channels")[1];
        var (level, block) = (Name("encoder.down.{i}.block.0.conv1.weight", "encoder.down_blocks.{i}.resnets.0.conv1.weight"),
            Name("encoder.down.0.block.{i}.conv1.weight", "encoder.down_blocks.0.resnets.{i}.conv1.weight"));
        // Scale and shift are in no file; they belong to the public latents of 4 and of 16 channels.
        var known = latent == 16 ? AutoencoderKLConfig.Flux : AutoencoderKLConfig.StableDiffusion;
        return known with
        {
            LatentChannels = latent,
            BlockOutChannels = [.. Enumerable.Range(0, Count(source, level))
                .Select(i => (int)source.ShapeOf(level.Replace("{i}", $"{i}", StringComparison.Ordinal))[0])],
            LayersPerBlock = Count(source, block),
            UseQuantConv = Has(layout.Prefix + "quant_conv.weight"),
            UsePostQuantConv = Has(layout.Prefix + "post_quant_conv.weight"),
            MidBlockAddAttention = Has(Name("decoder.mid.attn_1.norm.weight", "decoder.mid_block.attentions.0.group_norm.weight")),
        };
    }
}
