using Atelier.Models.Adapters.Lora;

namespace Atelier.Cli.Inspection;

/// <summary>What a file or folder is and holds.</summary>
internal sealed record FileDescription(string Path, string Kind, long Bytes)
{
    /// <summary>Width x height and the like, in words.</summary>
    public string? Summary { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>Elements of all tensors.</summary>
    public long? Parameters { get; init; }

    public IReadOnlyList<TypeTotal>? Types { get; init; }

    /// <summary>Free texts: metadata of weights, texts of a picture.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>All tensors; only where they were asked for.</summary>
    public IReadOnlyList<TensorLine>? Tensors { get; init; }

    /// <summary>The known networks in the file and how their tensors are named.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>What the file changes of a network, if it is an adapter.</summary>
    public AdapterSummary? Adapter { get; init; }

    /// <summary>Why an adapter cannot be used.</summary>
    public string? Problem { get; init; }

    /// <summary>The parts of a model folder.</summary>
    public IReadOnlyList<FileDescription>? Parts { get; init; }

    /// <summary>This description with the totals of its tensors.</summary>
    public FileDescription With(IReadOnlyList<TensorLine> tensors, bool keys) => this with
    {
        Parameters = tensors.Sum(tensor => tensor.Elements),
        Types = [.. tensors.GroupBy(tensor => tensor.Type)
            .Select(group => new TypeTotal(group.Key, group.Count(), group.Sum(tensor => tensor.Elements), group.Sum(tensor => tensor.Bytes)))
            .OrderByDescending(total => total.Bytes)],
        Tensors = keys ? tensors : null,
    };
}
