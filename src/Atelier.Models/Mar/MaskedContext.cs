using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>What a condition and a grid give to every call of a masked model; its tensors belong to the scope that it was made in.</summary>
/// <param name="condition">[B, ...].</param>
/// <param name="grid">Rows and columns of the tokens.</param>
public class MaskedContext(Tensor condition, TokenGrid grid)
{
    /// <summary>What is wanted, [B, ...].</summary>
    public Tensor Condition => condition;

    /// <summary>Rows and columns of the tokens.</summary>
    public TokenGrid Grid => grid;
}
