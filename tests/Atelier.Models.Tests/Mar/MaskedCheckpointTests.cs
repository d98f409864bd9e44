using Atelier.Models.Formats.Pickle;
using Atelier.Models.Mar;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Mar;

// The file was written by PyTorch 1.13: a training checkpoint of a tiny MAR, its average made of Parameter objects.
public sealed class MaskedCheckpointTests : IDisposable
{
    private const string Config = """
        {
          "_class_name": "MarTransformer", "image_size": 32, "latent_stride": 16, "latent_channels": 4, "width": 4, "encoder_depth": 1, "encoder_heads": 2,
          "decoder_depth": 1, "decoder_heads": 2, "head_depth": 1, "head_width": 4, "class_count": 3, "buffer_size": 1
        }
        """;

    private static readonly string Pickles = Path.Combine(RepositoryRoot.Path, "tests", "goldens", "pickle");
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-mar-").FullName;

    public MaskedCheckpointTests()
    {
        File.Copy(Path.Combine(Pickles, "masked-model.pth"), Path.Combine(_folder, "checkpoint-last.pth"));
        File.WriteAllText(Path.Combine(_folder, "config.json"), Config);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null, -0.38370577f)]
    [InlineData(true, -0.38370577f)]
    [InlineData(false, -0.54898876f)]
    public void Mar_is_opened_with_its_averaged_weights_unless_the_others_are_asked(bool? averaged, float first)
    {
        using var model = MaskedCheckpoint.Open(_folder, averaged);
        Assert.IsType<MarTransformer>(model);
        Assert.Equal(first, model.Parameters().Single(p => p.Name == "mask_token").Parameter.Value.ToFloats()[0]);
    }

    [Fact]
    public void Safetensors_of_the_same_network_give_the_same_answers()
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var first = MaskedCheckpoint.Open(_folder);
        File.Delete(Path.Combine(_folder, "checkpoint-last.pth"));
        StateDict.Save(first, Path.Combine(_folder, "model.safetensors"));
        using var second = MaskedCheckpoint.Open(_folder);
        Assert.Equal(Answer(first), Answer(second));
    }

    [Fact]
    public void A_file_whose_width_was_not_published_needs_a_config()
    {
        var error = Assert.Throws<WeightException>(() => MaskedCheckpoint.Open(Path.Combine(Pickles, "masked-model.pth")));
        Assert.Contains("width of 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_wants_to_run_something_is_refused()
    {
        File.Copy(Path.Combine(Pickles, "evil_os_system.pt"), Path.Combine(_folder, "checkpoint-last.pth"), overwrite: true);
        Assert.Contains("refused", Assert.Throws<PickleException>(() => MaskedCheckpoint.Open(_folder)).Message, StringComparison.Ordinal);
    }

    private static float[] Answer(MaskedTokenModel model)
    {
        using var random = new Generator(3);
        var orders = Tensor.RandPerm(4, random).Unsqueeze(0);
        return model.Forward(Tensor.RandN([1, 4, 4], random), TokenMask.FirstOf(orders, 2), new(2, 2), model.Unconditional(1)).ToFloats();
    }
}
