using Atelier.Torch;

namespace Atelier.Models.Reuse;

/// <summary>Takes the last outputs of each attention layer again, within a range of timesteps.</summary>
/// <remarks>(Zhao et al. 2024, arXiv 2408.12588: Pyramid Attention Broadcast.)</remarks>
/// <param name="every">Calls from one computation to the next, at least 1.</param>
/// <param name="range">Timesteps, both ends left out, between which outputs may be taken again; (100, 800) is usual.</param>
public sealed class AttentionBroadcast(int every = 2, (double Low, double High)? range = null) : AttentionCache<KeptOutputs>
{
    private readonly (double Low, double High) _range = range ?? (100, 800);

    private protected override bool Takes(KeptOutputs state, int calls, long batch) =>
        state.Last is not null && Timestep > _range.Low && Timestep < _range.High && calls % every != 0;

    private protected override Tensor?[] Take(KeptOutputs state, int calls, long batch) => [.. state.Last!];

    private protected override void Remember(KeptOutputs state, int calls, Tensor?[] outputs)
    {
        LetGo(state.Last);
        state.Last = Keep(outputs);
    }
}
