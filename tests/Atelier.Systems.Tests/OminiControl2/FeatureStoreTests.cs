using Atelier.Imaging;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Reuse;
using Atelier.Torch;

namespace Atelier.Systems.Tests.OminiControl2;

public sealed class FeatureStoreTests : IDisposable
{
    private readonly TensorScope _scope = Tensor.Scope();
    private readonly TinyFlux _tiny = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Only_conditions_whose_identity_changed_are_computed_again()
    {
        using var store = new FeatureStore();
        var text = _tiny.Text();
        var (red, blue) = (Plain(200, 0, 0), Plain(0, 0, 200));
        var aligned = FluxLatents.Positions(4, 6);
        var shifted = ConditionPlacement.LeftOf(6).Positions(4, 6);
        FeatureIdentity Of(Picture picture, Tensor positions, string adapter = "a", FluxText? words = null) =>
            FeatureIdentity.Of(picture, positions, adapter, words ?? text, 1);

        var first = Take(Of(red, aligned), Of(blue, aligned));
        Assert.Equal(2, store.Computed);
        var bytes = store.Bytes;
        Assert.Equal(2L * 5 * 2 * 24 * 24 * 4, bytes);

        var again = Take(Of(Plain(200, 0, 0), aligned), Of(blue, shifted));
        Assert.Equal(3, store.Computed);
        Assert.Same(first[0], again[0]);
        Assert.Equal(bytes, store.Bytes);

        Take(Of(red, aligned, adapter: "b"), Of(blue, shifted));
        Assert.Equal(4, store.Computed);
        Take(Of(red, aligned, adapter: "b", words: _tiny.Text()), Of(blue, shifted));
        Assert.Equal(5, store.Computed);
        Take(Of(red, aligned));
        Assert.Equal(6, store.Computed);
        Assert.Equal(bytes / 2, store.Bytes);

        IReadOnlyList<Models.Streams.CachedStream> Take(params FeatureIdentity[] wanted) =>
            store.Take(wanted, _ => ConditionFeatures.Compute(_tiny.Network, text, _tiny.Condition(4, 6)));
    }

    [Fact]
    public void Features_of_another_precision_are_others()
    {
        var (text, picture, positions) = (_tiny.Text(), Plain(200, 0, 0), FluxLatents.Positions(4, 6));
        FeatureIdentity Of() => FeatureIdentity.Of(picture, positions, "a", text, 1);

        var single = Of();
        FeatureIdentity half, quantised;
        using (ProductPrecision.Use(ScalarType.BFloat16))
            half = Of();
        using (ProductPrecision.UseInt8())
            quantised = Of();

        Assert.Equal((ScalarType.Float32, ScalarType.BFloat16), (single.Stored, half.Stored));
        Assert.Equal(3, new[] { single, half, quantised, Of() }.Distinct().Count());
    }

    private static Picture Plain(byte r, byte g, byte b)
    {
        var picture = new Picture(8, 8, 3);
        for (var i = 0; i < picture.Pixels.Length; i += 3)
            (picture.Pixels[i], picture.Pixels[i + 1], picture.Pixels[i + 2]) = (r, g, b);
        return picture;
    }
}
