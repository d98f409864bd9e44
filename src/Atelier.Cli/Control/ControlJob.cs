using Atelier.Cli.Generation;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Cli.Control;

/// <summary>What a command line of <c>atelier control</c> asks for.</summary>
/// <param name="Picture">Prompt, model, files.</param>
/// <param name="Extras">What the model is opened with.</param>
/// <param name="Conditions">The conditions.</param>
/// <param name="RefreshEvery">As in the request.</param>
/// <param name="Detect">Kinds that are made from ordinary pictures.</param>
/// <param name="Adapters">Adapter files; none for those of the model.</param>
/// <param name="ImageGuidance">Guidance by the conditions.</param>
internal sealed record ControlJob(
    GenerateJob Picture, GenerateExtras Extras, IReadOnlyList<ConditionWords> Conditions, int? RefreshEvery, IReadOnlyList<ControlTask> Detect,
    IReadOnlyList<string> Adapters, double ImageGuidance);
