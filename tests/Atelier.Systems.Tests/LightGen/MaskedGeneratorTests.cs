using Atelier.Diffusion;
using Atelier.Models.Mar;
using Atelier.Systems.LightGen;
using Atelier.Torch;

namespace Atelier.Systems.Tests.LightGen;

public sealed class MaskedGeneratorTests : IDisposable
{
    private readonly Generator _random = new(5);
    private readonly LightGenTransformer _model = TinyLightGen.Network();
    private readonly MaskedGenerator _generator;

    public MaskedGeneratorTests() => _generator = new(_model, new DiffusionLoss(_model.Head, "ddim10"));

    public void Dispose()
    {
        _model.Dispose();
        _random.Dispose();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(20)]
    public void Any_square_is_filled_in_from_an_empty_encoder(int side)
    {
        using var scope = Tensor.Scope();
        var (grid, condition) = (new TokenGrid(side, side), Condition(2));
        var visible = new List<long>();
        var latents = _generator.Generate(
            condition, grid, new() { Iterations = 4, Guidance = 2 }, MaskedGenerator.RandomOrders(2, grid.Length, _random), NoiseSource.From(_random),
            iteration => visible.Add(iteration.Mask.Visible.Size(1)), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([2, 4, 2 * side, 2 * side], latents.Shape);
        Assert.True(latents.IsFinite().All().Item() != 0);
        Assert.Equal(0, visible[0]);
        Assert.True(visible[1] > 0);
    }

    [Fact]
    public void Only_the_hole_is_drawn_and_the_rest_is_seen_from_the_start()
    {
        using var scope = Tensor.Scope();
        var grid = new TokenGrid(4, 4);
        var known = Tensor.RandN([1, 16, 16], _random);
        var orders = TokenOrders.Create(TokenOrder.Random, grid, [2, 3, 9, 10, 15], _random);
        var drawn = new List<long>();
        var latents = _generator.Generate(
            Condition(1), grid, new() { Iterations = 3, Guidance = 3, LinearGuidance = true }, orders, NoiseSource.From(_random),
            iteration => drawn.Add(iteration.Mask.Visible.Size(1)), new(known, 5), cancellation: TestContext.Current.CancellationToken);
        var tokens = _model.Patchify(latents);
        for (var i = 0; i < 16; i++)
            Assert.Equal(i is 2 or 3 or 9 or 10 or 15, !tokens.Select(1, i).ToFloats().SequenceEqual(known.Select(1, i).ToFloats()));
        Assert.Equal(11, drawn[0]);
    }

    [Fact]
    public void More_iterations_than_tokens_are_refused()
    {
        using var scope = Tensor.Scope();
        var grid = new TokenGrid(2, 2);
        var error = Assert.Throws<ArgumentException>(() => _generator.Generate(
            Condition(1), grid, new() { Iterations = 5 }, MaskedGenerator.RandomOrders(1, 4, _random), NoiseSource.From(_random),
            cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("1 to 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_takes_effect_before_the_next_iteration()
    {
        using var scope = Tensor.Scope();
        var draws = 0;
        var noise = NoiseSource.From(_random);
        var grid = new TokenGrid(4, 4);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Assert.Throws<OperationCanceledException>(() => _generator.Generate(
            Condition(1), grid, new() { Iterations = 4, Guidance = 1 }, MaskedGenerator.RandomOrders(1, 16, _random), noise,
            _ =>
            {
                draws++;
                stopping.Cancel();
            },
            cancellation: stopping.Token));
        Assert.Equal(1, draws);
    }

    [Theory]
    [InlineData(TokenOrder.Raster, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(TokenOrder.Center, new[] { 4, 1, 3, 5, 7, 0, 2, 6, 8 })]
    [InlineData(TokenOrder.Border, new[] { 0, 2, 6, 8, 1, 3, 5, 7, 4 })]
    public void Orders_that_are_not_random_say_which_token_comes_first(TokenOrder order, int[] first)
    {
        using var scope = Tensor.Scope();
        var orders = TokenOrders.Create(order, new(3, 3), null, _random);
        Assert.Equal(first.Select(i => (long)i), orders.Flip(1).ToArray<long>());
    }

    private Tensor Condition(int batch) => _model.TextCondition(Tensor.RandN([batch, TinyLightGen.TextLength, TinyLightGen.TextChannels], _random));
}
