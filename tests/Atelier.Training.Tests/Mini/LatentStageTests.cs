using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Training.Mini;

namespace Atelier.Training.Tests.Mini;

public sealed class LatentStageTests
{
    [Fact]
    public void Latents_are_averaged_and_a_token_keeps_the_labels_of_its_first_quarter()
    {
        using var scope = Tensor.Scope();
        using var random = new Generator(1);
        var latents = Tensor.RandN([2, 3, 8, 8], random);
        var labels = Tensor.From([.. Enumerable.Range(0, 32).Select(i => (long)i)], 2, 16);
        using var stage = LatentStage.Coarse(8, 3, Device.Cpu);
        var coarse = stage.Of(new(FluxLatents.Pack(latents), ["a", "b"], new(labels, labels, labels.Float())));
        var half = FluxLatents.Unpack(coarse.Tokens, 4, 4);
        Assert.Equal(0, (half - latents.AvgPool2d(2, 2)).Abs().Max().Item());
        Assert.Equal([0, 2, 8, 10, 16, 18, 24, 26], coarse.Labels.Classes.ToArray<long>());
        Assert.Equal([2, 4], coarse.Labels.Depths.Shape);
    }

    [Fact]
    public void Positions_lie_in_the_middle_of_the_tokens_that_one_covers()
    {
        using var stage = LatentStage.Coarse(8, 3, Device.Cpu);
        Assert.Equal([0, 0.5f, 0.5f, 0, 0.5f, 2.5f, 0, 2.5f, 0.5f, 0, 2.5f, 2.5f], stage.Positions.ToFloats());
        Assert.Equal(1.5, stage.Shift);
        Assert.Equal(4, stage.Size);
    }
}
