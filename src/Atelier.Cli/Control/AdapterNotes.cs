using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Cli.Control;

/// <summary>What is unlike the training of adapters and yet allowed.</summary>
internal static class AdapterNotes
{
    /// <summary>A line each.</summary>
    /// <param name="pipeline">The model with its adapters.</param>
    /// <param name="adapters">Those of a request.</param>
    /// <param name="width">Columns of its pictures.</param>
    /// <param name="height">Rows of its pictures.</param>
    public static IEnumerable<string> Of(OminiControl2Pipeline pipeline, IReadOnlyList<ControlAdapter> adapters, int width, int height)
    {
        foreach (var adapter in adapters.Distinct())
        {
            var rule = adapter.Rule;
            if (pipeline.IsForOtherWeights(adapter))
                yield return $"adapter {adapter.Name} was trained on other weights of {rule.Base}";
            if (rule.Size > 0 && (width != rule.Size || height != rule.Size))
                yield return $"adapter {adapter.Name} was trained on pictures of {rule.Size} x {rule.Size}; {width} x {height} is asked for";
        }
    }
}
