using Atelier.Torch.Interop;

namespace Atelier.Torch.Tests;

/// <summary>What newer versions of libtorch have and GPUs use, held against the plain operations. Skipped where this libtorch is older.</summary>
public sealed class NewerLibtorchTests : IDisposable
{
    private readonly TensorScope _scope = Tensor.Scope();
    private readonly Generator _random = new(5);

    public void Dispose()
    {
        _scope.Dispose();
        _random.Dispose();
    }

    [Fact]
    public void Operators_exist_but_for_those_that_are_asked_about_first()
    {
        Operator[] optional = [Aten.ScaledDotProductAttention, Aten.ForeachLerpInPlaceScalar, Aten.ForeachMulInPlaceTensor, Aten.RmsNorm];
        var all = typeof(Aten).GetFields().Where(f => f.FieldType == typeof(Operator));
        Assert.Equal([], all.Where(f => f.GetValue(null) is Operator o && !optional.Contains(o) && !o.Exists).Select(f => f.Name));
    }

    [Fact]
    public void The_fused_root_mean_square_norm_is_the_plain_one()
    {
        Assert.SkipUnless(Tensor.HasRmsNorm, "libtorch before 2.4");
        using var norm = new RmsNorm(8);
        norm.Initialize(_random);
        var x = Tensor.RandN([3, 4, 8], _random);
        Close(norm.Forward(x), Tensor.RmsNorm(x, [8], norm.Weight!.Value, 1e-6));
    }

    [Fact]
    public void Fused_attention_is_softmax_of_scores_times_values()
    {
        var (q, k, v) = (Tensor.RandN([2, 3, 5, 8], _random), Tensor.RandN([2, 3, 7, 8], _random), Tensor.RandN([2, 3, 7, 8], _random));
        var bias = Tensor.Zeros([2, 1, 1, 7]);
        bias.Narrow(3, 5, 2).FillInPlace(double.NegativeInfinity);
        var scores = (q * 0.3).MatMul(k.Transpose(-2, -1)) + bias;
        Close(scores.Softmax(-1).MatMul(v), ScaledDotProduct.Attend(q, k, v, bias, 0.3));
    }

    [Fact]
    public void Lists_are_computed_as_one_by_one()
    {
        Tensor[] tensors = [Tensor.RandN([3, 2], _random), Tensor.RandN([4], _random)];
        var all = Tensor.Cat([.. tensors.Select(t => t.Flatten())]);
        Assert.Equal(all.Norm().Item(), TensorLists.Norm(tensors).Item(), 1e-5);
        TensorLists.MulInPlace(tensors, Tensor.Scalar(2));
        TensorLists.LerpInPlace(tensors, [.. tensors.Select(t => t.ZerosLike())], 0.25);
        Close(all * 1.5, Tensor.Cat([.. tensors.Select(t => t.Flatten())]));
    }

    [Fact]
    public void A_generator_on_a_missing_GPU_is_refused_by_name()
    {
        var error = Assert.Throws<TorchException>(() => new Generator(1, Device.Cuda(63)));
        Assert.Contains("cuda:63", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fork_follows_from_the_state_of_its_origin()
    {
        float[] Drawn(ulong seed)
        {
            using var origin = new Generator(seed);
            using var fork = origin.Fork(Device.Cpu);
            return Tensor.Rand([4], fork).ToFloats();
        }

        Assert.Equal(Drawn(3), Drawn(3));
        Assert.NotEqual(Drawn(3), Drawn(4));
    }

    private static void Close(Tensor expected, Tensor actual) => Assert.True((expected - actual).Abs().Max().Item() < 1e-5);
}
