namespace Atelier.Models.Detection;

/// <summary>Sizes of a <see cref="SceneDetector"/> and the names that it answers with.</summary>
public sealed record SceneDetectorConfig
{
    /// <summary>Nouns, one per heat map.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Colour names, one per colour output.</summary>
    public required IReadOnlyList<string> Colors { get; init; }

    /// <summary>Channels at strides 2, 4, 8, 16 and 32.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [32, 64, 128, 192, 256];

    /// <summary>Residual blocks at each stride.</summary>
    public int BlocksPerLevel { get; init; } = 2;

    /// <summary>Factor of a peak's logit, fitted after training so that a score is the probability that the object is there.</summary>
    public double ScoreScale { get; init; } = 1;

    /// <summary>Added to a peak's logit after the factor.</summary>
    public double ScoreShift { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A list is empty or a width is no multiple of 16.</exception>
    public void Validate()
    {
        if (Classes.Count == 0 || Colors.Count == 0)
            throw new ArgumentException($"A detector needs classes and colours; {Classes.Count} and {Colors.Count} were given.");
        if (Widths.Count != 5 || Widths.Any(w => w < 16 || w % 16 != 0))
            throw new ArgumentException($"Five widths that are multiples of 16 are needed; [{string.Join(", ", Widths)}] was given.");
    }
}
