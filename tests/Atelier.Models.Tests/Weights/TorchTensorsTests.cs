using System.Text.Json;
using Atelier.Models.Weights;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Weights;

public class TorchTensorsTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "goldens", "pickle");

    [Theory]
    [InlineData("zip.pt")]
    [InlineData("legacy.pt")]
    public void A_checkpoint_opens_as_named_tensors(string name)
    {
        using var scope = Tensor.Scope();
        using var file = WeightFile.Open(Path.Combine(Folder, name));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "expected.json")));
        Assert.NotEmpty(file.Names);
        foreach (var key in file.Names)
        {
            var tensor = file.Read(key);
            Assert.Equal(file.ShapeOf(key), tensor.Shape);
            var recorded = expected.RootElement.GetProperty(key).GetProperty("values").EnumerateArray().Select(v => v.GetDouble());
            Assert.Equal(recorded, tensor.To(ScalarType.Float64).ToArray<double>());
        }
    }

    [Fact]
    public void A_name_that_is_not_there_is_named()
    {
        using var file = WeightFile.Open(Path.Combine(Folder, "zip.pt"));
        Assert.Contains("'nothing'", Assert.Throws<WeightException>(() => file.Read("nothing")).Message);
    }
}
