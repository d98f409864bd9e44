using Atelier.Cli.Generation;

namespace Atelier.Cli.Control;

/// <summary>What a command line of <c>atelier control</c> asks for.</summary>
/// <param name="Picture">Prompt, model, files.</param>
/// <param name="Extras">What the model is opened with.</param>
/// <param name="Conditions">The conditions.</param>
/// <param name="RefreshEvery">As in the request.</param>
/// <param name="Detect">Whether a condition is found in an ordinary picture, for each.</param>
/// <param name="Adapters">Adapter files; none for those of the model.</param>
/// <param name="ImageGuidance">Guidance by the conditions.</param>
internal sealed record ControlJob(
    GenerateJob Picture, GenerateExtras Extras, IReadOnlyList<ConditionWords> Conditions, int? RefreshEvery, IReadOnlyList<bool> Detect,
    IReadOnlyList<string> Adapters, double ImageGuidance);
