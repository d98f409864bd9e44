namespace Atelier.Models.Dialects;

/// <summary>Where a tensor comes from in a file of another dialect.</summary>
/// <param name="Source">Its name there.</param>
/// <param name="Cut">What is done to it.</param>
public sealed record TensorRecipe(string Source, TensorCut Cut);
