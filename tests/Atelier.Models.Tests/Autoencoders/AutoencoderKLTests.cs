using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Torch;

namespace Atelier.Models.Tests.Autoencoders;

public sealed class AutoencoderKLTests
{
    private static readonly AutoencoderKLConfig Small = new() { BlockOutChannels = [8, 8], NormNumGroups = 4, LatentChannels = 2, SampleSize = 16 };

    [Fact]
    public void Sizes_give_the_published_parameter_counts()
    {
        Assert.Equal(83_653_863, new AutoencoderKL(AutoencoderKLConfig.StableDiffusion).ParameterCount());
        Assert.Equal(83_819_683, new AutoencoderKL(AutoencoderKLConfig.Flux).ParameterCount());
    }

    [Fact]
    public void A_tile_as_large_as_the_picture_changes_nothing()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(1);
        using var network = new AutoencoderKL(Small);
        network.Initialize(generator);
        var image = Tensor.RandN([1, 3, 16, 16], generator);
        var whole = network.Encode(image).Mean;

        network.TileOverlap = 0.25;

        Assert.Equal(whole.ToFloats(), network.Encode(image).Mean.ToFloats());
    }

    [Fact]
    public void Every_parameter_gets_a_gradient()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(1);
        using var network = new AutoencoderKL(Small);
        network.Initialize(generator);
        network.RequireGradients(true);
        var latent = network.Encode(Tensor.RandN([2, 3, 8, 8], generator));

        (network.Decode(latent.Sample(generator)).Square().Mean() + latent.Divergence().Mean()).Backward();

        Assert.All(network.Parameters(), p => Assert.True(p.Parameter.Value.Grad!.Abs().Sum().Item() > 0, p.Name));
    }

    [Fact]
    public void Channels_that_do_not_divide_into_groups_are_named()
    {
        var error = Assert.Throws<ConfigException>(() => new AutoencoderKL(Small with { NormNumGroups = 3 }));

        Assert.Contains("norm_num_groups 3", error.Message);
    }

    [Fact]
    public void The_last_activation_is_silu_whatever_the_blocks_have()
    {
        using var scope = Tensor.Scope();
        using var network = new AutoencoderKL(Small with { ActFn = "relu" });
        foreach (var (name, parameter) in network.Parameters())
        {
            // Nothing but a constant of -1 before the last activation, and a last convolution of ones.
            parameter.Value = Tensor.Full(parameter.Shape, name switch { "encoder.conv_norm_out.bias" => -1, "encoder.conv_out.weight" or "quant_conv.weight" => 1, _ => 0 });
        }

        Assert.True(network.Encode(Tensor.Ones([1, 3, 8, 8])).Mean.AMax([0, 1, 2, 3]).Item() < -1);
    }
}
