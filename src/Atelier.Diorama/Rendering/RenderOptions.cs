namespace Atelier.Diorama.Rendering;

/// <summary>How a scene is rendered.</summary>
public sealed record RenderOptions
{
    /// <summary>Columns, 1 to 8192.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Rows, 1 to 8192.</summary>
    public int Height { get; init; } = 128;

    /// <summary>Light paths per pixel, at least 1; pixels at edges and on mirrors take more.</summary>
    public int Samples { get; init; } = 4;

    /// <summary>Whether light is smoothed over neighbouring pixels of the same surface.</summary>
    public bool Denoise { get; init; } = true;

    /// <summary>
    /// Defocus K in pixel-metres at 512 pixels on the shorter side: a point at depth z becomes a disc of radius
    /// K * |1/z - 1/focus| (times size/512). 0 keeps everything sharp; 30 is a wide aperture.
    /// </summary>
    public float Defocus { get; init; }

    /// <summary>Changes the noise, never the scene.</summary>
    public int NoiseSeed { get; init; }

    /// <summary>Threads, at least 1; the result does not depend on it.</summary>
    public int Threads { get; init; } = 1;

    internal void Validate()
    {
        Require(Width is >= 1 and <= 8192, nameof(Width), Width, "1 to 8192");
        Require(Height is >= 1 and <= 8192, nameof(Height), Height, "1 to 8192");
        Require(Samples is >= 1 and <= 1 << 20, nameof(Samples), Samples, "1 to 1048576");
        Require(Defocus is >= 0 and <= 200, nameof(Defocus), Defocus, "0 to 200");
        Require(Threads is >= 1 and <= 1024, nameof(Threads), Threads, "1 to 1024");
    }

    private static void Require(bool holds, string name, object value, string allowed)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {allowed}.");
    }
}
