using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Mar;

namespace Atelier.Models.Tests.Mar;

public class MaskedModelSizeTests
{
    public static TheoryData<MarConfig, long> PublishedMar { get; } = new()
    {
        { MarConfig.Base, 207_924_768 }, { MarConfig.Large, 478_326_304 }, { MarConfig.Huge, 942_403_104 },
    };

    [Theory]
    [MemberData(nameof(PublishedMar))]
    public void Mar_has_the_published_number_of_parameters(MarConfig config, long expected)
    {
        using var network = new MarTransformer(config);
        Assert.Equal(expected, network.ParameterCount());
    }

    [Fact]
    public void LightGen_has_792_244_352_parameters()
    {
        using var network = new LightGenTransformer(LightGenConfig.Large);
        Assert.Equal(792_244_352, network.ParameterCount());
        Assert.Equal(103_806_080, network.Head.ParameterCount());
    }

    [Fact]
    public void A_head_answers_noise_or_velocity()
    {
        var error = Assert.Throws<ConfigException>(() => new LightGenTransformer(LightGenConfig.Base with { HeadPrediction = "sample" }));
        Assert.Contains("epsilon, v_prediction", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_autoencoders_have_their_published_sizes()
    {
        using var kl16 = new AutoencoderKL(AutoencoderKLConfig.MarKl16);
        Assert.Equal((66_456_019, 312), (kl16.ParameterCount(), kl16.Parameters().Count()));
        using var sd35 = new AutoencoderKL(AutoencoderKLConfig.StableDiffusion35);
        Assert.Equal((83_819_683, 16, 8), (sd35.ParameterCount(), sd35.Config.LatentChannels, sd35.Config.Stride));
        Assert.DoesNotContain(sd35.Parameters(), p => p.Name.Contains("quant_conv", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PublishedMar))]
    public void The_shapes_of_a_file_tell_the_sizes_of_mar(MarConfig config, long parameters)
    {
        using var shapes = new NetworkShapes(new MarTransformer(config));
        var found = (MarConfig)MaskedShapes.Of(shapes);
        Assert.Equal(config, found);
        Assert.Equal(parameters, new MarTransformer(found).ParameterCount());
    }

    [Fact]
    public void The_shapes_of_a_file_tell_the_sizes_of_LightGen()
    {
        using var shapes = new NetworkShapes(new LightGenTransformer(LightGenConfig.Large));
        Assert.Equal(LightGenConfig.Large, MaskedShapes.Of(shapes));
    }
}
