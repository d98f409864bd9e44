using Atelier.Models.Text.Clip;
using Atelier.Torch;

namespace Atelier.Models.Tests.Text.Clip;

public class ClipTextModelTests
{
    private static readonly ClipTextConfig Tiny = new()
    {
        VocabSize = 20, HiddenSize = 8, IntermediateSize = 12, NumHiddenLayers = 2, NumAttentionHeads = 2, MaxPositionEmbeddings = 6, EosTokenId = 19,
    };

    [Fact]
    public void Defaults_have_the_tensors_of_the_public_file()
    {
        using var model = new ClipTextModel(new ClipTextConfig());

        Assert.Equal(TensorList.Of("clip_l_text"), TensorList.Of(model));
    }

    [Fact]
    public void Tokens_do_not_see_what_follows()
    {
        using var scope = Tensor.Scope();
        using var model = Random(Tiny);
        var first = model.Forward(Tensor.From([18L, 3, 4, 19], 1, 4)).LastHiddenState.Narrow(1, 0, 2);
        var second = model.Forward(Tensor.From([18L, 3, 9, 19], 1, 4)).LastHiddenState.Narrow(1, 0, 2);

        Assert.Equal(first.ToFloats(), second.ToFloats());
    }

    [Fact]
    public void More_tokens_than_positions_are_refused_with_both_numbers()
    {
        using var scope = Tensor.Scope();
        using var model = Random(Tiny);

        var error = Assert.Throws<ArgumentException>(() => model.Forward(Tensor.Zeros([1, 7], ScalarType.Int64)));

        Assert.Contains("7 tokens", error.Message);
        Assert.Contains("6 positions", error.Message);
    }

    [Fact]
    public void Heads_must_divide_the_width() =>
        Assert.Throws<ArgumentException>(() => new ClipTextModel(Tiny with { NumAttentionHeads = 3 }));

    [Fact]
    public void Skipping_counts_blocks_from_the_end()
    {
        using var scope = Tensor.Scope();
        using var model = Random(Tiny);
        var states = model.Forward(Tensor.From([18L, 3, 19], 1, 3));

        Assert.Same(states.HiddenStates[1], states.Skip(1));
        Assert.Equal(states.LastHiddenState.ToFloats(), model.FinalNorm(states.Skip(0)).ToFloats());
        Assert.Throws<ArgumentOutOfRangeException>(() => states.Skip(3));
    }

    private static ClipTextModel Random(ClipTextConfig config)
    {
        using var generator = new Generator(1);
        var model = new ClipTextModel(config);
        model.Initialize(generator);
        return model;
    }
}
