using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Torch;

namespace Atelier.Models.Tests.Autoencoders;

public sealed class AutoencoderTinyTests
{
    // Every field that the reference writes into a config.json.
    private const string Public = """
        {
          "_class_name": "AutoencoderTiny", "_diffusers_version": "0.20.0", "in_channels": 3, "out_channels": 3, "act_fn": "relu", "latent_channels": 4,
          "encoder_block_out_channels": [4, 4], "decoder_block_out_channels": [4, 4], "block_out_channels": [4, 4], "num_encoder_blocks": [1, 1],
          "num_decoder_blocks": [1, 1], "upsample_fn": "nearest", "upsampling_scaling_factor": 2, "latent_magnitude": 3, "latent_shift": 0.5,
          "force_upcast": false, "scaling_factor": 1.0, "shift_factor": 0.0
        }
        """;

    [Fact]
    public void Every_field_of_a_public_config_is_known() => Assert.Equal(2, Config(Public).NumDecoderBlocks.Count);

    [Fact]
    public void Pixels_are_enlarged_as_the_config_says()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(1);
        var latent = Tensor.RandN([1, 4, 3, 3], generator);
        var pictures = new[] { "nearest", "bilinear", "bicubic" }.Select(way => Decoded(way, latent).ToFloats()).ToArray();
        Assert.NotEqual(pictures[0], pictures[1]);
        Assert.NotEqual(pictures[1], pictures[2]);
    }

    [Fact]
    public void Another_way_of_enlarging_is_refused_by_name()
    {
        var error = Assert.Throws<ConfigException>(() => new AutoencoderTiny(Config(Public.Replace("nearest", "lanczos", StringComparison.Ordinal))));
        Assert.Contains("upsample_fn is 'lanczos'", error.Message);
    }

    private static Tensor Decoded(string way, Tensor latent)
    {
        using var generator = new Generator(2);
        using var network = new AutoencoderTiny(Config(Public.Replace("nearest", way, StringComparison.Ordinal)));
        network.Initialize(generator);
        return network.Decode(latent);
    }

    private static AutoencoderTinyConfig Config(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ModelConfig.ReadStrict<AutoencoderTinyConfig>(document.RootElement);
    }
}
