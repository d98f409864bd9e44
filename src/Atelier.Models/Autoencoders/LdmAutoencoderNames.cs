using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Models.Dialects;
using Atelier.Torch.Weights;

namespace Atelier.Models.Autoencoders;

/// <summary>The dialect of original latent-diffusion autoencoder files, FLUX's <c>ae.safetensors</c> among them.</summary>
public static partial class LdmAutoencoderNames
{
    private const string Marker = "decoder.mid.block_1.norm1.weight";

    // Ours to theirs, in this order; block numbers are handled apart.
    private static readonly (string Ours, string Theirs)[] Parts =
    [
        (".conv_norm_out.", ".norm_out."),
        (".mid_block.resnets.0.", ".mid.block_1."),
        (".mid_block.resnets.1.", ".mid.block_2."),
        (".mid_block.attentions.0.", ".mid.attn_1."),
        (".resnets.", ".block."),
        (".attentions.", ".attn."),
        (".downsamplers.0.", ".downsample."),
        (".upsamplers.0.", ".upsample."),
        (".conv_shortcut.", ".nin_shortcut."),
        (".group_norm.", ".norm."),
        (".to_q.", ".q."),
        (".to_k.", ".k."),
        (".to_v.", ".v."),
        (".to_out.0.", ".proj_out."),
    ];

    /// <summary>The tensors of a file under diffusers' names; a file that has these already comes back as it is.</summary>
    /// <param name="source">Weights in either dialect, with any prefix such as <c>first_stage_model.</c></param>
    /// <param name="config">Sizes: decoder levels count the other way round there.</param>
    public static ITensorSource Translate(ITensorSource source, AutoencoderKLConfig config)
    {
        return Prefixes.Find(source, Marker) is { } prefix ? new TranslatedTensors(source, Recipes(config, prefix)) : source;
    }

    /// <summary>Where each tensor of diffusers' names is in an original file.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="prefix">What stands before the file's names.</param>
    public static IReadOnlyDictionary<string, TensorRecipe> Recipes(AutoencoderKLConfig config, string prefix = "")
    {
        using var network = new AutoencoderKL(config);
        return network.Parameters().ToDictionary(p => p.Name, p => new TensorRecipe(prefix + Theirs(p.Name, config.BlockOutChannels.Count), new TensorCut
        {
            Rank = p.Parameter.Shape.Length,
            // Its attention is made of 1x1 convolutions there.
            OriginalRank = p.Parameter.Shape.Length == 2 ? 4 : null,
        }));
    }

    /// <summary>What original files call a parameter of an autoencoder, without a prefix.</summary>
    /// <param name="name">Its name in diffusers.</param>
    /// <param name="levels">Levels of the autoencoder.</param>
    public static string NameOf(string name, int levels) => Theirs(name, levels);

    private static string Theirs(string name, int levels)
    {
        name = Parts.Aggregate(name, (n, part) => n.Replace(part.Ours, part.Theirs, StringComparison.Ordinal));
        name = DownBlock().Replace(name, "down.$1.");
        return UpBlock().Replace(name, m => $"up.{levels - 1 - int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)}.");
    }

    [GeneratedRegex(@"down_blocks\.(\d+)\.")]
    private static partial Regex DownBlock();

    [GeneratedRegex(@"up_blocks\.(\d+)\.")]
    private static partial Regex UpBlock();
}
