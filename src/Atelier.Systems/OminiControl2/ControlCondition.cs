using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2;

/// <summary>One condition of a request.</summary>
/// <param name="Task">What it shows.</param>
/// <param name="Picture">The condition picture; cut to the result's proportions and resized, but for in- and outpainting, where it has its size.</param>
public sealed record ControlCondition(ControlTask Task, Picture Picture)
{
    /// <summary>Most conditions of a request.</summary>
    public const int MaxCount = 8;

    /// <summary>Largest strength.</summary>
    public const double MaxStrength = 100;

    /// <summary>In- and outpainting: the pixels to paint.</summary>
    public Mask? Unknown { get; init; }

    /// <summary>Factor of its attention before it is normalised, 0 to <see cref="MaxStrength"/>: 1 is as trained, 0 hides it.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>
    /// Whether guidance leads away from pictures without the condition too, so that it makes the condition as strong as the prompt and not the prompt alone.
    /// Null is as its task is guided; not for models that take guidance as a number or are not guided.
    /// </summary>
    public bool? Guided { get; init; }

    /// <summary>
    /// Whether it sees itself only, so that its features may be reused exactly, for adapters whose file does not say how they were trained; null is what the file says, and no where it says nothing.
    /// </summary>
    public bool? Independent { get; init; }

    /// <summary>Target tokens a side of one of its tokens, 1, 2 or 4; the adapter's if null.</summary>
    public int? Scale { get; init; }

    /// <summary>How far it is moved, in its own tokens; the adapter's if null.</summary>
    public (double Rows, double Columns)? Offset { get; init; }

    /// <summary>
    /// Pixels of the condition picture, for adapters whose file does not say how they were trained: its tokens are as large as the target's, so that a smaller picture fills a part of the
    /// positions. Null takes the target's size over <see cref="Scale"/>.
    /// </summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>The picture that <see cref="Picture"/> was made of, for the result's metadata; itself if null.</summary>
    public Picture? Original { get; init; }

    /// <summary>Whether the condition was found in an ordinary picture.</summary>
    public bool Detected { get; init; }

    /// <summary>Name of the mask's file, for the result's metadata.</summary>
    public string? MaskSource { get; init; }

    /// <summary>Name of its adapter; the first open one for the task if null.</summary>
    public string? Adapter { get; init; }

    /// <summary>Where the picture came from, for the result's metadata.</summary>
    public string Source { get; init; } = "";
}
