using Atelier.Models.Mar;
using Atelier.Torch;

namespace Atelier.Models.Tests.Mar;

public class ForwardAtTests
{
    private const int Samples = 2;

    internal static readonly LightGenConfig Text = new()
    {
        ImageSize = 32, LatentStride = 4, PatchSize = 2, LatentChannels = 2, Width = 16, EncoderDepth = 1, EncoderHeads = 2, DecoderDepth = 1, DecoderHeads = 2, CrossDepth = 2, CrossHeads = 2,
        TextDepth = 1, TextLength = 5, TextChannels = 8, HeadDepth = 1, HeadWidth = 8,
    };

    private static readonly MarConfig Class = new()
    {
        ImageSize = 32, LatentStride = 8, PatchSize = 1, LatentChannels = 8, Width = 16, EncoderDepth = 1, EncoderHeads = 2, DecoderDepth = 1, DecoderHeads = 2, BufferSize = 3, ClassCount = 4,
        HeadDepth = 1, HeadWidth = 8,
    };

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    public void Some_tokens_under_one_or_two_conditions_are_those_of_the_whole_forward(bool text, int kinds)
    {
        using var random = new Generator(4);
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using MaskedTokenModel model = text ? new LightGenTransformer(Text) : new MarTransformer(Class);
        model.Initialize(random);
        var wanted = model is LightGenTransformer lightGen
            ? lightGen.TextCondition(Tensor.RandN([Samples, 5, 8], random))
            : ((MarTransformer)model).ClassCondition(Tensor.From([1L, 3], Samples));
        var conditions = kinds == 1 ? wanted : Tensor.Cat([wanted, model.Unconditional(Samples)]);
        var context = model.Context(conditions, new(4, 4));
        var tokens = Tensor.RandN([Samples, 16, 8], random);
        var orders = Tensor.Stack([Tensor.RandPerm(16, random), Tensor.RandPerm(16, random)]);
        var mask = TokenMask.FirstOf(orders, 9);
        var places = orders.Narrow(1, 4, 5).Sort(1).Values;

        var whole = model.Forward(tokens.Repeat(kinds, 1, 1), mask.Repeated(kinds), context);
        var expected = TokenMask.Take(whole, places.Repeat(kinds, 1));
        var found = model.ForwardAt(tokens, mask, context, places);

        Assert.Equal(expected.Shape, found.Shape);
        Assert.True((expected - found).Abs().Max().Item() < 1e-5);
        Assert.Throws<ArgumentException>(() => model.ForwardAt(Tensor.RandN([3, 16, 8], random), mask, context, places));
    }
}
