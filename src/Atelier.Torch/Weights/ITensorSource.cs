namespace Atelier.Torch.Weights;

/// <summary>Named tensors of a file or folder, read one at a time.</summary>
public interface ITensorSource : IDisposable
{
    /// <summary>What the user called it, for messages.</summary>
    string Path { get; }

    /// <summary>The names of all tensors.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Free strings beside the tensors.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The shape of a tensor, without reading it.</summary>
    long[] ShapeOf(string name);

    /// <summary>The element type that <see cref="Read"/> gives; sources that know it do not read for it.</summary>
    ScalarType TypeOf(string name)
    {
        using var tensor = Read(name);
        return tensor.Type;
    }

    /// <summary>One tensor; where the format allows, over the file's own memory.</summary>
    Tensor Read(string name);

    /// <summary>One tensor as it is stored, where that is smaller than what <see cref="Read"/> gives; else null.</summary>
    IPackedTensor? ReadPacked(string name) => null;
}
