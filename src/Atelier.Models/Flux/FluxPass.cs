using Atelier.Models.Adapters;
using Atelier.Models.Layers.Rotary;
using Atelier.Models.Reuse;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>What the lanes of a call share through all blocks of a kind.</summary>
/// <param name="Lanes">One entry for each lane.</param>
/// <param name="Attention">Who sees whom.</param>
internal sealed record FluxPass(IReadOnlyList<FluxLane> Lanes, StreamAttention Attention);

/// <summary>A lane of a call: whose weights, how modulated, where in the picture.</summary>
/// <param name="Lane">Its streams.</param>
/// <param name="Kind">Whose weights it runs through in double blocks.</param>
/// <param name="Modulator">Index of its activated conditioning vector.</param>
/// <param name="Adapters">Adapters of its streams.</param>
/// <param name="Rotary">Rotation by position.</param>
/// <param name="SharesWith">Index of the lane that its attention is added to as well, in double blocks.</param>
internal sealed record FluxLane(Lane Lane, StreamKind Kind, int Modulator, AdapterStack? Adapters, RotaryTable Rotary, int? SharesWith);

/// <summary>What one block is asked for.</summary>
/// <param name="Layer">Number of the attention layer: double blocks first.</param>
/// <param name="Wanted">Whether the tokens of each lane are needed after the block; else only its keys and values are computed.</param>
/// <param name="Record">Takes the keys and values of the lanes, or null.</param>
/// <param name="Reuse">May take outputs of earlier steps in place of the attention, or null.</param>
internal sealed record FluxTurn(int Layer, bool[] Wanted, Action<int, IReadOnlyList<AttentionHeads>>? Record, FeatureCache? Reuse)
{
    /// <summary>The outputs of the block's attention by lane, computed or taken.</summary>
    public Tensor?[] Attention(long batch, Func<Tensor?[]> compute) => Reuse is null ? compute() : Reuse.Attention(Layer, batch, compute);
}
