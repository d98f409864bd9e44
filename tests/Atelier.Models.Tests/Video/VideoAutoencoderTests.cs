using Atelier.Models.Configs;
using Atelier.Models.Video.Autoencoders.CogVideoX;
using Atelier.Models.Video.Autoencoders.Wan;
using Atelier.Torch;

namespace Atelier.Models.Tests.Video;

public class VideoAutoencoderTests
{
    private static readonly AutoencoderKLWanConfig Wan = new()
    {
        BaseDim = 4, ZDim = 2, DimMult = [1, 2], NumResBlocks = 1, TemperalDownsample = [true], LatentsMean = [0.5, -1], LatentsStd = [2, 3],
    };

    private static readonly AutoencoderKLCogVideoXConfig CogVideoX = new()
    {
        BlockOutChannels = [4, 4], LatentChannels = 2, LayersPerBlock = 1, NormNumGroups = 2, TemporalCompressionRatio = 2,
    };

    [Fact]
    public void Wan_encodes_the_beginning_of_a_video_without_its_rest()
    {
        using var scope = Tensor.Scope();
        using var model = Random(new AutoencoderKLWan(Wan));
        var video = Draw([1, 3, 9, 8, 8]);

        var whole = model.Encode(video).Mean;
        var part = model.Encode(video.Narrow(2, 0, 5)).Mean;

        Assert.Equal([1, 2, 5, 4, 4], whole.Shape);
        Assert.InRange((whole.Narrow(2, 0, 3) - part).Abs().Max().Item(), 0, 1e-5);
    }

    [Fact]
    public void Normalised_latents_come_back()
    {
        using var scope = Tensor.Scope();
        using var model = new AutoencoderKLWan(Wan);
        var latents = Draw([1, 2, 1, 2, 2]);

        Assert.InRange((model.Denormalize(model.Normalize(latents)) - latents).Abs().Max().Item(), 0, 1e-5);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 4)]
    [InlineData(17, 9)]
    public void CogVideoX_halves_the_frames_behind_the_first(int frames, int latentFrames)
    {
        using var scope = Tensor.Scope();
        using var model = Random(new AutoencoderKLCogVideoX(CogVideoX));

        Assert.Equal([1, 2, latentFrames, 4, 4], model.Encode(Draw([1, 3, frames, 8, 8])).Mean.Shape);
    }

    [Fact]
    public void Both_can_be_trained()
    {
        using var scope = Tensor.Scope();
        using var wan = Random(new AutoencoderKLWan(Wan));
        using var cog = Random(new AutoencoderKLCogVideoX(CogVideoX));
        foreach (var (model, step) in new (Module, Func<Tensor, Tensor>)[] { (wan, v => wan.Decode(wan.Encode(v).Mean)), (cog, v => cog.Decode(cog.Encode(v).Mean)) })
        {
            model.RequireGradients(true);
            var parameters = model.Parameters().Where(p => p.Name.EndsWith("conv_in.weight", StringComparison.Ordinal) ||
                p.Name.EndsWith("conv_in.conv.weight", StringComparison.Ordinal)).Select(p => p.Parameter.Value).ToArray();
            var gradients = step(Draw([1, 3, 9, 8, 8])).Square().Mean().Gradients(parameters);

            Assert.Equal(2, parameters.Length);
            Assert.All(gradients, gradient => Assert.True(gradient!.Abs().Max().Item() > 0));
        }
    }

    [Fact]
    public void Fields_that_disagree_are_named()
    {
        Assert.Throws<ConfigException>(() => new AutoencoderKLWan(Wan with { LatentsMean = [1] }));
        Assert.Throws<ConfigException>(() => new AutoencoderKLCogVideoX(CogVideoX with { TemporalCompressionRatio = 3 }));
        Assert.Throws<ConfigException>(() => new AutoencoderKLCogVideoX(CogVideoX with { NormNumGroups = 3 }));
    }

    private static Tensor Draw(long[] shape)
    {
        using var generator = new Generator(5);
        return Tensor.RandN(shape, generator);
    }

    private static T Random<T>(T model)
        where T : Module
    {
        using var generator = new Generator(1);
        model.Initialize(generator);
        return model;
    }
}
