using Atelier.Models.Vision.Clip;
using Atelier.Models.Vision.Redux;
using Atelier.Models.Vision.Swin;
using Atelier.Torch;

namespace Atelier.Models.Tests.Vision;

public class ImageEncoderTests
{
    private static readonly ClipVisionConfig Clip = new()
    {
        HiddenSize = 8, IntermediateSize = 12, NumHiddenLayers = 1, NumAttentionHeads = 2, ImageSize = 8, PatchSize = 4, ProjectionDim = 6,
    };

    private static readonly SwinConfig Swin = new()
    {
        ImageSize = 32, PatchSize = 2, EmbedDim = 8, Depths = [2, 2], NumHeads = [2, 2], WindowSize = 4, MlpRatio = 2,
    };

    [Fact]
    public void Another_size_must_be_asked_for()
    {
        using var scope = Tensor.Scope();
        using var model = Random(new ClipVisionModel(Clip));
        var pixels = Tensor.Ones([1, 3, 12, 8]);

        Assert.Contains("3 x 2", Assert.Throws<ArgumentException>(() => model.Forward(pixels)).Message);
        Assert.Equal([1, 7, 8], model.Forward(pixels, interpolate: true).LastHiddenState.Shape);
    }

    [Fact]
    public void A_projection_that_is_not_there_is_not_answered_by_something_else()
    {
        using var scope = Tensor.Scope();
        using var model = Random(new ClipVisionModel(Clip));
        var states = model.Forward(Tensor.Ones([1, 3, 8, 8]));

        Assert.Throws<InvalidOperationException>(() => model.Embed(states));
    }

    [Theory]
    [InlineData(32, 32)]
    [InlineData(27, 38)]
    public void Swin_fills_up_windows_of_any_size(int height, int width)
    {
        using var scope = Tensor.Scope();
        using var model = Random(new SwinModel(Swin));
        var tokens = ((height + 3) / 4) * ((width + 3) / 4);

        Assert.Equal([2, tokens, 16], model.Forward(Tensor.Ones([2, 3, height, width])).LastHiddenState.Shape);
    }

    [Fact]
    public void Swin_refuses_less_than_one_window()
    {
        using var scope = Tensor.Scope();
        using var model = Random(new SwinModel(Swin));

        Assert.Contains("window of 4", Assert.Throws<ArgumentException>(() => model.Forward(Tensor.Ones([1, 3, 8, 8]))).Message);
    }

    [Fact]
    public void A_prompt_of_one_picture_is_its_tokens_after_empty_text()
    {
        using var scope = Tensor.Scope();
        var images = Tensor.Ones([1, 3, 4]);

        var prompt = ReduxPrompt.Join(images, scales: [0.5]);

        Assert.Equal([1, 515, 4], prompt.Tokens.Shape);
        Assert.Equal([1, 768], prompt.Pooled.Shape);
        Assert.Equal(6, prompt.Tokens.Sum().Item());
        Assert.Throws<ArgumentException>(() => ReduxPrompt.Join(images, scales: [1, 1]));
    }

    private static T Random<T>(T model)
        where T : Module
    {
        using var generator = new Generator(1);
        model.Initialize(generator);
        return model;
    }
}
