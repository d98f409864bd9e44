namespace Atelier.Torch.Tests;

public class ProductTallyTests
{
    [Fact]
    public void Operations_are_counted_by_kind_while_someone_counts()
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var tally = new ProductTally();
        Products.Linear(Tensor.Ones([2, 3, 4]), Tensor.Ones([5, 4]));
        Products.Conv2d(Tensor.Ones([1, 2, 4, 4]), Tensor.Ones([6, 2, 3, 3]), null, [1, 1], [1, 1], [1, 1]);
        ScaledDotProduct.Attend(Tensor.Ones([1, 2, 3, 4]), Tensor.Ones([1, 2, 5, 4]), Tensor.Ones([1, 2, 5, 4]));
        tally.Dispose();
        Products.Linear(Tensor.Ones([2, 3, 4]), Tensor.Ones([5, 4]));

        Assert.Equal(2 * 2 * 3 * 4 * 5, tally.OperationsOf(ProductKind.Linear));
        Assert.Equal(2 * 6 * 16 * 2 * 9, tally.OperationsOf(ProductKind.Convolution));
        Assert.Equal(2 * 2 * 3 * 5 * (4 + 4), tally.OperationsOf(ProductKind.Attention));
        Assert.True(tally.SecondsOf(ProductKind.Linear) > 0);
    }
}
