using Atelier.Torch;

namespace Atelier.Models.Reuse;

/// <summary>Goes on from the last two outputs of each attention layer in a straight line, within a range of timesteps.</summary>
/// <remarks>What it makes up is remembered like computed outputs. (Lv et al. 2024, arXiv 2410.19355: FasterCache.)</remarks>
/// <param name="every">Calls from one computation to the next, at least 1.</param>
/// <param name="range">Timesteps, both ends left out, between which outputs may be made up; (-1, 681) is usual.</param>
/// <param name="weight">Length of the way from the last output, in units of the last step.</param>
/// <param name="halves">For batches of a negative and a positive half: only calls of the positive half alone are made up.</param>
public sealed class AttentionExtrapolation(int every = 2, (double Low, double High)? range = null, double weight = 0.5, bool halves = false)
    : AttentionCache<KeptOutputs>
{
    private readonly (double Low, double High) _range = range ?? (-1, 681);

    private protected override bool Takes(KeptOutputs state, int calls, long batch)
    {
        if (state.Batch == 0)
            state.Batch = batch;
        if (Timestep <= _range.Low || Timestep >= _range.High || (calls > 0 && calls % every == 0))
            return false;
        return state.Last is not null && (!halves || batch != state.Batch);
    }

    private protected override Tensor?[] Take(KeptOutputs state, int calls, long batch)
    {
        var made = state.Last!.Zip(state.Earlier!, (last, earlier) => last is null || earlier is null ? null : last + ((last - earlier) * weight)).ToArray();
        Remember(state, calls, made);
        return made;
    }

    private protected override void Remember(KeptOutputs state, int calls, Tensor?[] outputs)
    {
        var positive = Keep(outputs.Select(o => halves && o?.Size(0) == state.Batch ? o.Chunk(2, 0)[1] : o).ToArray());
        if (!ReferenceEquals(state.Earlier, state.Last))
            LetGo(state.Earlier);
        (state.Earlier, state.Last) = (state.Last ?? positive, positive);
    }
}
