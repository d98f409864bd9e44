namespace Atelier.Cli.Inspection;

/// <summary>One tensor of a file.</summary>
internal sealed record TensorLine(string Name, string Type, IReadOnlyList<long> Shape, long Bytes)
{
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    public override string ToString() => $"{Name}  {Type}  [{string.Join(", ", Shape)}]";
}
