using Atelier.Models.Configs;
using Atelier.Models.Dialects;
using Atelier.Torch.Weights;

namespace Atelier.Models.Autoencoders;

/// <summary>Reads the sizes of an autoencoder off the tensors of an original latent-diffusion file, which has no config.</summary>
public static class LdmAutoencoderConfig
{
    private const string Marker = "decoder.mid.block_1.norm1.weight";

    /// <summary>The sizes of the autoencoder in a file; what tensors do not say is Stable Diffusion's.</summary>
    /// <exception cref="ConfigException">The file holds none.</exception>
    public static AutoencoderKLConfig Read(ITensorSource source)
    {
        var prefix = Prefixes.Find(source, Marker, "first_stage_model.")
            ?? throw new ConfigException($"{source.Path} holds no autoencoder: no tensor is called {Marker}.");
        using var file = new PrefixedTensors(source, prefix);
        bool Has(string name) => file.Names.Contains(name);
        int Rows(string name) => (int)file.ShapeOf(name)[0];
        static int Count(Func<int, bool> has) => Enumerable.Range(0, int.MaxValue).TakeWhile(has).Count();
        var levels = Count(i => Has($"encoder.down.{i}.block.0.conv1.weight"));
        return (AutoencoderKLConfig.StableDiffusion with
        {
            InChannels = (int)file.ShapeOf("encoder.conv_in.weight")[1],
            OutChannels = Rows("decoder.conv_out.weight"),
            LatentChannels = Rows("encoder.conv_out.weight") / 2,
            BlockOutChannels = [.. Enumerable.Range(0, levels).Select(i => Rows($"encoder.down.{i}.block.0.conv1.weight"))],
            LayersPerBlock = Count(i => Has($"encoder.down.0.block.{i}.conv1.weight")),
            UseQuantConv = Has("quant_conv.weight"),
            UsePostQuantConv = Has("post_quant_conv.weight"),
            MidBlockAddAttention = Has("decoder.mid.attn_1.norm.weight"),
        }).Checked();
    }
}
