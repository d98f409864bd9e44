using Atelier.Models.Mar;
using Atelier.Torch;

namespace Atelier.Models.Tests.Mar;

public class PaddedTextTests
{
    private const int Length = 9;

    private static readonly LightGenConfig Config = ForwardAtTests.Text with { TextDepth = 2, TextLength = Length };

    [Theory]
    [InlineData(3, 5, 1)]
    [InlineData(8, 2, 4)]
    [InlineData(9, 2, 9)]
    public void Texts_without_their_filling_mean_the_same_as_with_it(params int[] words)
    {
        using var random = new Generator(4);
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var model = new LightGenTransformer(Config);
        model.Initialize(random);
        var counts = Tensor.From([.. words.Select(w => (long)w)], words.Length);
        var seen = Tensor.Arange(0, Length).Unsqueeze(0).Lt(counts.Unsqueeze(1)).Float().Unsqueeze(-1);
        var filled = Tensor.RandN([words.Length, Length, 8], random) * seen;
        var text = PaddedText.Of(filled.Narrow(1, 0, words.Max()), counts, Length);
        Assert.Equal(Math.Min(words.Max() + 1, Length), text.States.Size(1));

        var (expected, found) = (model.TextCondition(filled), model.TextCondition(text));
        Near(expected * seen, found.Narrow(1, 0, words.Max()).Pad([0, 0, 0, Length - words.Max()]) * seen);

        // The text of the second sample is left out.
        var drop = Tensor.From([0f, 1, 0], 3);
        var grid = new TokenGrid(4, 4);
        var (tokens, mask) = (Tensor.RandN([words.Length, 16, 8], random), TokenMask.FirstOf(Tensor.Stack([.. words.Select(_ => Tensor.RandPerm(16, random))]), 11));
        Near(
            model.Forward(tokens, mask, model.Context(model.Dropped(expected, drop), grid)),
            model.Forward(tokens, mask, model.Context(model.Dropped(found, drop), grid, text.Bias)));
    }

    [Fact]
    public void A_text_longer_than_its_positions_is_refused() =>
        Assert.Contains("7 states", Assert.Throws<ArgumentException>(() => PaddedText.Of(Tensor.Zeros([1, 7, 8]), Tensor.From([7L], 1), 6)).Message, StringComparison.Ordinal);

    private static void Near(Tensor expected, Tensor found) => Assert.True((expected - found).Abs().Max().Item() < 1e-5, $"{(expected - found).Abs().Max().Item()}");
}
