using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;

namespace Atelier.Systems.OminiControl2;

/// <summary>What is to be painted, under which conditions.</summary>
public sealed record OminiControl2Request
{
    /// <summary>Largest guidance by the condition pictures.</summary>
    public const double MaxImageGuidance = 20;

    /// <summary>Prompt, seed, size and all else that a picture of text has.</summary>
    public required TextToImageRequest Picture { get; init; }

    /// <summary>One to <see cref="ControlCondition.MaxCount"/>.</summary>
    public required IReadOnlyList<ControlCondition> Conditions { get; init; }

    /// <summary>
    /// Steps between two computations of the conditions: 1 computes them at every step, <see cref="int.MaxValue"/> once before the steps, which
    /// needs adapters that were trained for it; N between them repeats them. Null is once where the adapters allow it, else every step.
    /// </summary>
    public int? RefreshEvery { get; init; }

    /// <summary>Factor of the difference to black condition pictures, 0 to <see cref="MaxImageGuidance"/>; 1 is none and costs nothing.</summary>
    public double ImageGuidance { get; init; } = 1;

    /// <summary>Checks every value against its range and the model's limits.</summary>
    /// <exception cref="RequestException">A value is out of range.</exception>
    public void Validate(TextToImageDefaults model)
    {
        Picture.Validate(model);
        if (Conditions.Count is < 1 or > ControlCondition.MaxCount)
            throw new RequestException($"{Conditions.Count} conditions were given; allowed: 1 to {ControlCondition.MaxCount}.");
        if (Conditions.FirstOrDefault(c => !(c.Strength >= 0 && c.Strength <= ControlCondition.MaxStrength)) is { } wrong)
            throw new RequestException($"strength {wrong.Strength} was given; allowed: 0 to {ControlCondition.MaxStrength}.");
        if (Conditions.FirstOrDefault(c => c.Scale is not (null or 1 or 2 or 4)) is { } odd)
            throw new RequestException($"scale {odd.Scale} was given; allowed: 1, 2, 4.");
        if (RefreshEvery is < 1)
            throw new RequestException($"Conditions every {RefreshEvery} steps were asked; allowed: 1 or more.");
        if (!(ImageGuidance >= 0 && ImageGuidance <= MaxImageGuidance))
            throw new RequestException($"image guidance {ImageGuidance} was given; allowed: 0 to {MaxImageGuidance}.");
    }
}
