namespace Atelier.Evaluation.Metrics.Detection;

/// <summary>A thing that is in a picture.</summary>
/// <param name="Image">Number of the picture.</param>
/// <param name="Category">Number of its category.</param>
/// <param name="Box">Where.</param>
/// <param name="Crowd">Stands for many things: guesses on it count neither way.</param>
public readonly record struct TrueBox(int Image, int Category, Box Box, bool Crowd = false);
