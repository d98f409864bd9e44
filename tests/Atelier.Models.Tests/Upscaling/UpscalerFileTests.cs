using Atelier.Models.Upscaling;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Upscaling;

/// <summary>Small networks that PyTorch wrote and ran, under the names of each generation of the published code.</summary>
public class UpscalerFileTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Upscaling", "Files");

    [Theory]
    [InlineData("rrdb-x4.pth", "rrdb-x4", 4)] // the averaged weights; the plain ones beside them are zero
    [InlineData("esrgan-x4.pth", "rrdb-x4", 4)]
    [InlineData("bsrgan-x4.pth", "rrdb-x4", 4)]
    [InlineData("rrdb-x2.safetensors", "rrdb-x2", 2)]
    [InlineData("compact-x4.pth", "compact-x4", 4)]
    public void Opens_a_published_layout_and_answers_as_the_reference(string file, string expected, int scale)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var recorded = SafetensorsTensors.Open(Path.Combine(Folder, "expected.safetensors"));
        using var network = UpscalerFile.Open(Path.Combine(Folder, file));

        var answer = network.Forward(recorded.Read("input"));

        Assert.Equal(scale, network.Scale);
        Assert.Equal(recorded.ShapeOf(expected), answer.Shape);
        Assert.InRange((answer - recorded.Read(expected)).Abs().Max().Item(), 0, 2e-6);
    }

    [Fact]
    public void A_file_of_something_else_is_refused_by_name()
    {
        using var scope = Tensor.Scope();
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        StateDict.Save([("weight", Tensor.Ones([2]))], path);
        try
        {
            var error = Assert.Throws<WeightException>(() => UpscalerFile.Open(path));
            Assert.Contains("no upscaler that is known", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("conv_first.weight", "takes 5 channels", 4L, 5L, 3L, 3L)]
    [InlineData("body.0.rdb2.conv1.weight", "has shape", 7L, 4L, 3L, 3L)]
    public void A_tensor_of_another_shape_is_named(string name, string message, params long[] shape)
    {
        using var scope = Tensor.Scope();
        using var good = SafetensorsTensors.Open(Path.Combine(Folder, "rrdb-x2.safetensors"));
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        StateDict.Save(good.Names.Select(n => (n, n == name ? Tensor.Ones(shape) : good.Read(n))), path);
        try
        {
            Assert.Contains(message, Assert.Throws<WeightException>(() => UpscalerFile.Open(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
