using Atelier.Models.Weights;
using Atelier.Torch.Safetensors;

namespace Atelier.Cli.Inspection;

/// <summary>Reads what a file of PyTorch holds, without running anything in it.</summary>
internal static class TorchInspector
{
    public static FileDescription Inspect(string path, bool keys)
    {
        using var file = TorchTensors.Open(path);
        var tensors = file.Names
            .Select(name => new TensorLine(name, file.StoredTypeOf(name).HeaderName(), file.ShapeOf(name), 0))
            .Select(line => line with { Bytes = line.Elements * file.StoredTypeOf(line.Name).Size() })
            .OrderBy(tensor => tensor.Name, NaturalOrder.Comparer)
            .ToArray();
        return new FileDescription(path, "PyTorch file", new FileInfo(path).Length)
        {
            Summary = WeightKind.Of(file.Names),
            Metadata = file.Metadata.Count > 0 ? file.Metadata : null,
        }.With(tensors, keys);
    }
}
