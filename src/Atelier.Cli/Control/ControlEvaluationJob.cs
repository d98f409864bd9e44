namespace Atelier.Cli.Control;

/// <summary>What an evaluation of condition adapters is asked for.</summary>
/// <param name="Model">Model.</param>
/// <param name="Adapters">Adapter files.</param>
/// <param name="Data">Dataset folder.</param>
/// <param name="Scenes">Scenes of each task.</param>
/// <param name="Steps">Denoising steps, or the model's.</param>
/// <param name="Strengths">Further strengths.</param>
/// <param name="Guided">Whether guidance makes conditions stronger; null is as their tasks are.</param>
/// <param name="Pictures">Folder for painted pictures, or null.</param>
internal sealed record ControlEvaluationJob(
    string Model, IReadOnlyList<string> Adapters, string Data, int Scenes, int? Steps, IReadOnlyList<double> Strengths, bool? Guided, string? Pictures);
