using Atelier.Imaging;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.StableDiffusion;

/// <summary>A picture that steers.</summary>
/// <param name="Control">Name of the control that it is for.</param>
/// <param name="Picture">Edges, depth, a pose, as the control was trained with; resized to the result.</param>
/// <param name="Strength">0 to 10; 1 is what it was trained with.</param>
/// <param name="Start">Share of the walk, 0 to 1, before which it rests.</param>
/// <param name="End">Share of the walk, 0 to 1, after which it rests.</param>
/// <param name="Guess">Steers without a prompt.</param>
public sealed record DiffusionControl(string Control, Picture Picture, double Strength = 1, double Start = 0, double End = 1, bool Guess = false)
{
    /// <summary>Whether the picture's edges steer, found by Canny's detector, instead of the picture.</summary>
    public bool Edges { get; init; }

    /// <summary>Largest strength.</summary>
    public const double MaxStrength = 10;

    internal void Validate()
    {
        if (!(Strength is >= 0 and <= MaxStrength))
            throw new RequestException($"strength {Strength} of control '{Control}' was given; allowed: 0 to {MaxStrength}.");
        if (!(Start >= 0 && Start < End && End <= 1))
            throw new RequestException($"Control '{Control}' acts from {Start} to {End}; allowed: 0 to 1, the start before the end.");
    }
}
