using Atelier.Models.Configs;
using Atelier.Models.Video.CogVideoX;
using Atelier.Models.Video.Wan;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Tests.Video;

public class VideoTransformerTests
{
    private static readonly WanConfig Wan = new()
    {
        NumAttentionHeads = 2, AttentionHeadDim = 12, InChannels = 4, OutChannels = 4, TextDim = 8, FreqDim = 16, FfnDim = 32, NumLayers = 2,
        RopeMaxSeqLen = 8,
    };

    [Theory]
    [InlineData("transformer_rotary")]
    [InlineData("transformer_15")]
    public void CogVideoX_turns_its_tokens_as_recorded(string name)
    {
        using var scope = Tensor.Scope();
        using var golden = GoldenCase.Open(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "cogvideox", $"{name}.json"));
        using var model = new CogVideoXTransformer(ModelConfig.Read<CogVideoXConfig>(golden.Config));
        var latents = golden.Input("hidden_states");

        var table = model.Rotations((int)latents.Size(1), (int)latents.Size(3), (int)latents.Size(4));

        // Single precision angles of a few radians.
        Assert.InRange((table.Cosines() - golden.Input("rotary_cos")).Abs().Max().Item(), 0, 1e-6);
        Assert.InRange((table.Sines() - golden.Input("rotary_sin")).Abs().Max().Item(), 0, 1e-6);
    }

    [Fact]
    public void CogVideoX_places_of_a_wide_latent_lie_in_the_middle_of_the_trained_grid()
    {
        using var scope = Tensor.Scope();
        var config = new CogVideoXConfig { SampleHeight = 8, SampleWidth = 8, UseRotaryPositionalEmbeddings = true };

        var places = CogVideoXPositions.Of(config, 1, 4, 8);

        Assert.Equal([0, 1, 0, 0, 1, 1, 0, 1, 2, 0, 1, 3, 0, 1.5f, 0, 0, 1.5f, 1, 0, 1.5f, 2, 0, 1.5f, 3], places.ToFloats());
    }

    [Fact]
    public void One_time_for_all_tokens_is_the_same_time_for_each()
    {
        using var scope = Tensor.Scope();
        using var model = Random(Wan);
        var (latents, text) = (Draw([2, 4, 2, 4, 4], 1), Draw([2, 3, 8], 2));

        var together = model.Forward(new(latents, Tensor.From([500f, 20f], 2), text));
        var each = model.Forward(new(latents, Tensor.From([500f, 20f], 2, 1).Expand(2, 8).Contiguous(), text));

        Assert.InRange((together - each).Abs().Max().Item(), 0, 1e-5);
        Assert.True(together.Abs().Max().Item() > 0.01);
    }

    [Fact]
    public void Hidden_text_changes_nothing()
    {
        using var scope = Tensor.Scope();
        using var model = Random(Wan);
        var (latents, text, time) = (Draw([1, 4, 1, 4, 4], 1), Draw([1, 5, 8], 2), Tensor.From([300f], 1));

        var cut = model.Forward(new(latents, time, text.Narrow(1, 0, 3)));
        var masked = model.Forward(new(latents, time, text) { TextMask = Tensor.From([1L, 1, 1, 0, 0], 1, 5) });

        Assert.InRange((cut - masked).Abs().Max().Item(), 0, 1e-5);
    }

    [Fact]
    public void What_kind_a_token_is_and_what_the_task_is_reach_the_answer_and_its_gradient()
    {
        using var scope = Tensor.Scope();
        using var model = Random(Wan);
        var (latents, text, time) = (Draw([1, 4, 2, 4, 4], 1), Draw([1, 3, 8], 2), Tensor.From([300f], 1));
        var (kind, task) = (Tensor.Zeros([1, 8, 24]), Tensor.Zeros([1, 24]));
        kind.RequiresGrad = true;
        task.RequiresGrad = true;

        var gradients = model.Forward(new(latents, time, text) { TokenEmbedding = kind, TaskEmbedding = task }).Square().Mean().Gradients([kind, task]);

        Assert.All(gradients, gradient => Assert.True(gradient!.Abs().Max().Item() > 1e-6));
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        using var scope = Tensor.Scope();
        using var model = Random(Wan);
        var (text, time) = (Draw([1, 3, 8], 2), Tensor.From([300f], 1));

        Assert.Contains("patches", Assert.Throws<ArgumentException>(() => model.Forward(new(Draw([1, 4, 1, 5, 4], 1), time, text))).Message);
        Assert.Contains("at most 8", Assert.Throws<ArgumentException>(() => model.Forward(new(Draw([1, 4, 1, 20, 4], 1), time, text))).Message);
        Assert.Contains("3 times", Assert.Throws<ArgumentException>(
            () => model.Forward(new(Draw([1, 4, 1, 4, 4], 1), Tensor.Zeros([1, 3]), text))).Message);
        Assert.Contains("no picture", Assert.Throws<ArgumentException>(
            () => model.Forward(new(Draw([1, 4, 1, 4, 4], 1), time, Draw([1, 512, 8], 2)) { Image = Draw([1, 2, 8], 3) })).Message);
        Assert.Throws<ConfigException>(() => new WanTransformer(Wan with { ImageDim = 8 }));
    }

    private static Tensor Draw(long[] shape, ulong seed)
    {
        using var generator = new Generator(seed);
        return Tensor.RandN(shape, generator);
    }

    private static WanTransformer Random(WanConfig config)
    {
        using var generator = new Generator(1);
        var model = new WanTransformer(config);
        foreach (var (_, parameter) in model.Parameters())
            parameter.Initializer = Initializers.Normal(0.1);
        model.Initialize(generator);
        return model;
    }
}
