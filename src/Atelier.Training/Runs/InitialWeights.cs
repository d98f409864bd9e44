using System.Text.Json.Serialization;

namespace Atelier.Training.Runs;

/// <summary>Weights that a network starts from; of several the mean, which is often better than each where all came from one network.</summary>
/// <remarks>(Wortsman et al. 2022, arXiv 2203.05482.)</remarks>
/// <param name="Paths">Files or folders of weights, at least one.</param>
[JsonConverter(typeof(InitialWeightsConverter))]
public sealed record InitialWeights(IReadOnlyList<string> Paths)
{
    internal const string Allowed = "a path, or a list of paths";
}
