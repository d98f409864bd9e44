using Atelier.Models.Vision.ClipSeg;
using Atelier.Models.Vision.Depth;
using Atelier.Models.Vision.Sam;
using Atelier.Torch;

namespace Atelier.Models.Tests.Vision;

public class DenseNetworkTests
{
    private static readonly SamConfig Sam = new()
    {
        VisionConfig = new()
        {
            HiddenSize = 8, OutputChannels = 16, NumHiddenLayers = 2, NumAttentionHeads = 2, ImageSize = 32, PatchSize = 8, WindowSize = 3,
            GlobalAttnIndexes = [1], NumPosFeats = 8,
        },
        PromptEncoderConfig = new() { HiddenSize = 16, ImageSize = 32, MaskInputChannels = 8 },
        MaskDecoderConfig = new() { HiddenSize = 16, NumAttentionHeads = 2, MlpDim = 16, IouHeadHiddenDim = 8 },
    };

    private static readonly DptConfig Dpt = new()
    {
        HiddenSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2, IntermediateSize = 12, ImageSize = 32, PatchSize = 16, BackboneOutIndices = [0, 1],
        ReassembleFactors = [2, 1], NeckHiddenSizes = [4, 6], FusionHiddenSize = 8,
    };

    [Fact]
    public void Sam_takes_boxes_and_an_earlier_mask()
    {
        using var scope = Tensor.Scope();
        using var model = Random(new SamModel(Sam));
        var image = model.Encode(Tensor.Ones([1, 3, 32, 32]));
        var boxes = Tensor.From([2f, 3, 20, 30, 0, 0, 5, 5], 1, 2, 4);

        var first = model.Segment(image, new(Boxes: boxes), multimask: false);
        var second = model.Segment(image, new(Boxes: boxes, Masks: first.Masks.Select(1, 0)), multimask: true);

        Assert.Equal([1, 2, 1, 16, 16], first.Masks.Shape);
        Assert.Equal([1, 2, 3, 16, 16], second.Masks.Shape);
        Assert.Equal([1, 2, 3], second.Quality.Shape);
    }

    [Fact]
    public void Sam_without_a_prompt_answers_for_one_object()
    {
        using var scope = Tensor.Scope();
        using var model = Random(new SamModel(Sam));

        Assert.Equal([2, 1, 3, 16, 16], model.Segment(model.Encode(Tensor.Ones([2, 3, 32, 32])), new()).Masks.Shape);
    }

    [Fact]
    public void Sam_needs_agreeing_widths() =>
        Assert.Throws<ArgumentException>(() => new SamModel(Sam with { MaskDecoderConfig = Sam.MaskDecoderConfig with { HiddenSize = 32 } }));

    [Theory]
    [InlineData("ignore")]
    [InlineData("add")]
    [InlineData("project")]
    public void Dpt_maps_have_the_size_that_the_doublings_give(string readout)
    {
        using var scope = Tensor.Scope();
        using var model = Random(new DptModel(Dpt with { ReadoutType = readout }));

        Assert.Equal([1, 16, 32], model.Forward(Tensor.Ones([1, 3, 32, 64])).Depth.Shape);
    }

    [Fact]
    public void Dpt_names_what_it_does_not_support()
    {
        Assert.Contains("ybrid", Assert.Throws<ArgumentException>(() => new DptModel(Dpt with { IsHybrid = true })).Message);
        Assert.Contains("2 taps", Assert.Throws<ArgumentException>(() => new DptModel(Dpt with { NeckHiddenSizes = [4] })).Message);
    }

    [Fact]
    public void ClipSeg_makes_a_mask_of_the_pictures_size_by_either_kind_of_convolution()
    {
        using var scope = Tensor.Scope();
        var config = new ClipSegConfig
        {
            TextConfig = new() { VocabSize = 10, HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 1, NumAttentionHeads = 2, MaxPositionEmbeddings = 4 },
            VisionConfig = new() { HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2, ImageSize = 32, PatchSize = 16 },
            ProjectionDim = 6, ExtractLayers = [0, 1], ReduceDim = 8, DecoderIntermediateSize = 8,
        };
        foreach (var complex in new[] { false, true })
        {
            using var model = Random(new ClipSegModel(config with { UseComplexTransposedConvolution = complex }));
            var prompt = model.Prompt(Tensor.From([1L, 2, 9], 1, 3));

            Assert.Equal([1, 32, 32], model.Forward(Tensor.Ones([1, 3, 32, 32]), prompt).Logits.Shape);
        }
    }

    private static T Random<T>(T model)
        where T : Module
    {
        using var generator = new Generator(1);
        model.Initialize(generator);
        return model;
    }
}
