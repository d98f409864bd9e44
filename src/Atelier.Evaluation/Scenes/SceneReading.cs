namespace Atelier.Evaluation.Scenes;

/// <summary>What is where in a picture, as a network sees it.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Height x width distances, metres.</param>
/// <param name="Classes">Height x width: 0 for the surroundings, else 1 + index in the network's nouns.</param>
public sealed record SceneReading(int Width, int Height, float[] Depth, short[] Classes);
