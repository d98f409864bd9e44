namespace Atelier.Torch;

/// <summary>Draws the first values of a parameter.</summary>
/// <param name="shape">Sizes wanted.</param>
/// <param name="generator">Source of random numbers.</param>
public delegate Tensor Initializer(long[] shape, Generator generator);
