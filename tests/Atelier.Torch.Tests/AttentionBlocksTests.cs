namespace Atelier.Torch.Tests;

public class AttentionBlocksTests
{
    [Theory]
    [InlineData(1, 2, 1024, 1024)]
    [InlineData(2, 3, 700, 900)]
    [InlineData(1, 8, 130, 2000)]
    [InlineData(1, 2, 3, 600_000)]
    public void Attention_in_blocks_is_attention_at_once(long batch, long heads, long rows, long keys)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var generator = new Generator(3);
        Tensor Draw(long length) => Tensor.RandN([batch, length, heads * 4], generator).Reshape(batch, length, heads, 4).Transpose(1, 2);
        var (q, k, v) = (Draw(rows), Draw(keys), Draw(keys));

        var answer = ScaledDotProduct.Attend(q, k, v);

        var expected = (q.MatMul(k.Transpose(-2, -1)) * 0.5).Softmax(-1).MatMul(v);
        Assert.Equal(expected.Shape, answer.Shape);
        Assert.True((answer - expected).Abs().Max().Item() < 1e-4);
    }
}
