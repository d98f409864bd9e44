namespace Atelier.Torch;

/// <summary>A table of vectors, looked up by number. [..] to [.., width]</summary>
public sealed class Embedding : Module
{
    /// <summary>Registers <c>weight</c> [count, width].</summary>
    public Embedding(long count, long width) => Weight = AddParameter("weight", [count, width], Initializers.Normal(1));

    /// <summary>[count, width]</summary>
    public Parameter Weight { get; }

    /// <summary>Looks up rows. Ids are Int64.</summary>
    public Tensor Forward(Tensor ids) => Tensor.Embedding(Weight.Value, ids);
}
