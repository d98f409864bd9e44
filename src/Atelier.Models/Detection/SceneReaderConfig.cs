namespace Atelier.Models.Detection;

/// <summary>Sizes of a <see cref="SceneReader"/> and the nouns that it answers with.</summary>
public sealed record SceneReaderConfig
{
    /// <summary>Nouns; class 0 is the surroundings, class i + 1 the noun i.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Channels at strides 2, 4, 8 and 16.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [32, 64, 96, 128];

    /// <summary>Residual blocks at each stride.</summary>
    public int BlocksPerLevel { get; init; } = 2;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A list is empty or a width is no multiple of 16.</exception>
    public void Validate()
    {
        if (Classes.Count == 0)
            throw new ArgumentException("A reader needs classes; none were given.");
        if (Widths.Count != 4 || Widths.Any(w => w < 16 || w % 16 != 0))
            throw new ArgumentException($"Four widths that are multiples of 16 are needed; [{string.Join(", ", Widths)}] was given.");
    }
}
