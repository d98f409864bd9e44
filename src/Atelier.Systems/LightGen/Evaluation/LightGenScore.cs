namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>One figure of an evaluation.</summary>
/// <param name="Arm">Name of the arm or curve.</param>
/// <param name="Model">Name or folder of the model; empty for true renders.</param>
/// <param name="Place">On its curve; null for an arm.</param>
/// <param name="Category">Of the prompts; overall for all.</param>
/// <param name="Score">Share of right pictures.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
public sealed record LightGenScore(string Arm, string Model, double? Place, string Category, double Score, double Low, double High);
