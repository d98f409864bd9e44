namespace Atelier.Torch.Tests;

[Collection(AloneCollection.Name)]
public sealed class ScopeTests
{
    [Fact]
    public void A_scope_frees_what_was_not_kept()
    {
        Tensor kept, lost;
        using (var scope = Tensor.Scope())
        {
            lost = Tensor.Ones([2]);
            kept = scope.Keep(Tensor.Ones([2]));
        }

        Assert.True(lost.IsDisposed);
        Assert.False(kept.IsDisposed);
        kept.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lost.Sum());
    }

    [Fact]
    public void What_an_inner_scope_keeps_belongs_to_the_outer_one()
    {
        Tensor tensor;
        using (Tensor.Scope())
        {
            using (var inner = Tensor.Scope())
                tensor = inner.Keep(Tensor.Ones([1]));
            Assert.Equal(1, tensor.Item());
        }

        Assert.True(tensor.IsDisposed);
    }

    [Fact]
    public void Memory_stays_flat_over_a_thousand_training_steps()
    {
        using var generator = new Generator(3);
        using var first = new Linear(256, 512);
        using var second = new Linear(512, 256);
        foreach (var layer in new[] { first, second })
        {
            layer.Initialize(generator);
            layer.RequireGradients(true);
        }

        void Step()
        {
            using var scope = Tensor.Scope();
            var x = Tensor.RandN([64, 256], generator);
            second.Forward(first.Forward(x).Gelu()).MseLoss(x).Backward();
            using var noGrad = new NoGrad();
            foreach (var parameter in new[] { first.Weight, first.Bias!, second.Weight, second.Bias! })
            {
                parameter.Value.AddInPlace(parameter.Value.Grad!, -0.01);
                parameter.Value.Grad = null;
            }
        }

        for (var i = 0; i < 50; i++)
            Step();
        var before = ResidentBytes();
        for (var i = 0; i < 1000; i++)
            Step();
        // One step makes about 2 MB of temporaries; 2 GB would have leaked.
        Assert.InRange(ResidentBytes() - before, long.MinValue, 64L << 20);
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
