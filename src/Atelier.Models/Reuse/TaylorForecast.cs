using Atelier.Torch;

namespace Atelier.Models.Reuse;

/// <summary>Forecasts the outputs of each attention layer by a Taylor series over steps.</summary>
/// <remarks>(Liu et al. 2025, arXiv 2503.06923: TaylorSeer.)</remarks>
/// <param name="every">Steps from one computation to the next, at least 1.</param>
/// <param name="warmUp">First steps that are always computed.</param>
/// <param name="order">Highest difference, at least 0.</param>
/// <param name="until">Step from which on all are computed; null for none.</param>
/// <param name="type">Element type of what is kept; that of the outputs if null.</param>
public sealed class TaylorForecast(int every = 5, int warmUp = 3, int order = 1, int? until = null, ScalarType? type = null) : AttentionCache<TaylorFactors>
{
    private protected override bool Takes(TaylorFactors state, int calls, long batch) =>
        state.Updated >= 0 && calls >= warmUp && (calls - warmUp - 1) % every != 0 && !(calls >= until);

    private protected override Tensor?[] Take(TaylorFactors state, int calls, long batch)
    {
        var offset = calls - state.Updated;
        return [.. state.Factors.Select(factors => factors is null ? null : Series(factors, offset, state.Type))];
    }

    private protected override void Remember(TaylorFactors state, int calls, Tensor?[] outputs)
    {
        var steps = calls - state.Updated;
        var next = new Tensor[]?[outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            if (outputs[i] is not { } output)
                continue;
            state.Type = output.Type;
            var before = state.Updated < 0 ? null : state.Factors[i];
            var factors = new List<Tensor> { output };
            for (var k = 0; k < Math.Min(order, before?.Length ?? 0); k++)
                factors.Add((factors[k] - before![k].To(output.Type)) / steps);
            next[i] = [.. factors.Select(f => Keep(f.To(type ?? f.Type)))];
        }

        foreach (var old in state.Factors.Where(f => f is not null).SelectMany(f => f!))
            LetGo(old);
        (state.Factors, state.Updated) = (next, calls);
    }

    private static Tensor Series(Tensor[] factors, int offset, ScalarType type)
    {
        var sum = factors[0].To(type);
        var coefficient = 1.0;
        for (var k = 1; k < factors.Length; k++)
        {
            coefficient *= (double)offset / k;
            sum = sum + (factors[k].To(type) * coefficient);
        }

        return sum;
    }
}
