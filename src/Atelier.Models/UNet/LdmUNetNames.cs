using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Models.Dialects;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet;

/// <summary>The dialect of original latent-diffusion files for UNets and control networks: <c>input_blocks.4.1.proj_in.weight</c>.</summary>
public static partial class LdmUNetNames
{
    private const string Marker = "input_blocks.0.0.weight";

    // Ours to theirs, outside the numbered blocks.
    private static readonly (string Ours, string Theirs)[] Ends =
    [
        ("conv_in.", "input_blocks.0.0."),
        ("time_embedding.linear_1.", "time_embed.0."),
        ("time_embedding.linear_2.", "time_embed.2."),
        ("add_embedding.linear_1.", "label_emb.0.0."),
        ("add_embedding.linear_2.", "label_emb.0.2."),
        ("class_embedding.linear_1.", "label_emb.0.0."),
        ("class_embedding.linear_2.", "label_emb.0.2."),
        ("mid_block.resnets.0.", "middle_block.0."),
        ("mid_block.attentions.0.", "middle_block.1."),
        ("mid_block.resnets.1.", "middle_block.2."),
        ("conv_norm_out.", "out.0."),
        ("conv_out.", "out.2."),
        ("controlnet_mid_block.", "middle_block_out.0."),
        ("controlnet_cond_embedding.conv_in.", "input_hint_block.0."),
    ];

    private static readonly (string Ours, string Theirs)[] ResnetParts =
    [
        ("norm1.", "in_layers.0."), ("conv1.", "in_layers.2."), ("time_emb_proj.", "emb_layers.1."), ("norm2.", "out_layers.0."),
        ("conv2.", "out_layers.3."), ("conv_shortcut.", "skip_connection."),
    ];

    /// <summary>The tensors of a UNet under diffusers' names; a file that has these already comes back as it is.</summary>
    /// <param name="source">Weights in either dialect, with or without <c>model.diffusion_model.</c></param>
    /// <param name="network">The network that they are for, loaded or not.</param>
    public static ITensorSource Translate(ITensorSource source, UNetModel network) =>
        Translate(source, network, network.Config, "model.diffusion_model.");

    /// <summary>The tensors of a control network under diffusers' names; a file that has these already comes back as it is.</summary>
    /// <param name="source">Weights in either dialect, with or without <c>control_model.</c></param>
    /// <param name="network">The network that they are for, loaded or not.</param>
    public static ITensorSource Translate(ITensorSource source, ControlNet network) =>
        Translate(source, network, network.UNetConfig, "control_model.");

    /// <summary>What original files call each parameter of a UNet, without <c>model.diffusion_model.</c></summary>
    public static IReadOnlyDictionary<string, string> Names(UNetModel network) => Names(network, network.Config);

    /// <summary>What original files call each parameter of a control network, without <c>control_model.</c></summary>
    public static IReadOnlyDictionary<string, string> Names(ControlNet network) => Names(network, network.UNetConfig);

    /// <summary>What original files call a layer of a UNet.</summary>
    internal static string Layer(string name, UNetConfig config) => Theirs($"{name}.", config, 0).TrimEnd('.');

    /// <summary>Where each tensor of diffusers' names is in an original file.</summary>
    /// <param name="network">The UNet, loaded or not.</param>
    /// <param name="prefix">What stands before the file's names.</param>
    public static IReadOnlyDictionary<string, TensorRecipe> Recipes(UNetModel network, string prefix) => Recipes(network, network.Config, prefix);

    private static ITensorSource Translate(ITensorSource source, Module network, UNetConfig config, string preferred) =>
        Prefixes.Find(source, Marker, preferred) is { } prefix ? new TranslatedTensors(source, Recipes(network, config, prefix)) : source;

    private static Dictionary<string, string> Names(Module network, UNetConfig config)
    {
        var parameters = network.Parameters().Select(p => p.Name).ToArray();
        var hints = parameters.Count(p => p.StartsWith("controlnet_cond_embedding.blocks.", StringComparison.Ordinal)) / 2;
        return parameters.ToDictionary(p => p, p => Theirs(p, config, hints));
    }

    private static Dictionary<string, TensorRecipe> Recipes(Module network, UNetConfig config, string prefix)
    {
        var names = Names(network, config);
        return network.Parameters().ToDictionary(
            p => p.Name,
            p => new TensorRecipe(prefix + names[p.Name], new TensorCut { Rank = p.Parameter.Shape.Length }));
    }

    private static string Theirs(string name, UNetConfig config, int hints)
    {
        if (Block().Match(name) is { Success: true } block)
            return InBlock(block, config);
        if (Hint().Match(name) is { Success: true } hint)
            return $"input_hint_block.{2 * (hint.Groups[1].Success ? Number(hint.Groups[1]) + 1 : hints + 1)}.{hint.Groups[2].Value}";
        if (ZeroConvolution().Match(name) is { Success: true } zero)
            return $"zero_convs.{zero.Groups[1].Value}.0.{zero.Groups[2].Value}";
        foreach (var (ours, theirs) in Ends)
        {
            if (name.StartsWith(ours, StringComparison.Ordinal))
                return theirs + Part(name[ours.Length..]);
        }

        return name;
    }

    // Every level has its layers and one place more: the halving on the way down, a further layer on the way up.
    private static string InBlock(Match block, UNetConfig config)
    {
        var (down, level, kind, layer, rest) = (
            block.Groups[1].Value == "down", Number(block.Groups[2]), block.Groups[3].Value, Number(block.Groups[4]), block.Groups[5].Value);
        var last = config.BlockOutChannels.Count - 1;
        var place = Enumerable.Range(0, level).Sum(i => config.LayersPerBlock[down ? i : last - i] + 1);
        var layers = config.LayersPerBlock[down ? level : last - level];
        return kind switch
        {
            "downsamplers" => $"input_blocks.{1 + place + layers}.0.{rest.Replace("conv.", "op.", StringComparison.Ordinal)}",
            "upsamplers" => $"output_blocks.{place + layers}.{(config.UpBlockTypes[level] == UNetConfig.CrossUp ? 2 : 1)}.{rest}",
            "resnets" => $"{(down ? "input" : "output")}_blocks.{(down ? 1 : 0) + place + layer}.0.{Part(rest)}",
            _ => $"{(down ? "input" : "output")}_blocks.{(down ? 1 : 0) + place + layer}.1.{rest}",
        };
    }

    private static string Part(string rest)
    {
        foreach (var (ours, theirs) in ResnetParts)
        {
            if (rest.StartsWith(ours, StringComparison.Ordinal))
                return theirs + rest[ours.Length..];
        }

        return rest;
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.+)$")]
    private static partial Regex Block();

    [GeneratedRegex(@"^controlnet_cond_embedding\.(?:blocks\.(\d+)|conv_out)\.(.+)$")]
    private static partial Regex Hint();

    [GeneratedRegex(@"^controlnet_down_blocks\.(\d+)\.(.+)$")]
    private static partial Regex ZeroConvolution();
}
