namespace Atelier.Evaluation.Metrics.Detection;

/// <summary>A thing that a detector says is in a picture.</summary>
/// <param name="Image">Number of the picture.</param>
/// <param name="Category">Number of its category.</param>
/// <param name="Box">Where.</param>
/// <param name="Score">How sure; any scale.</param>
public readonly record struct GuessedBox(int Image, int Category, Box Box, double Score);
