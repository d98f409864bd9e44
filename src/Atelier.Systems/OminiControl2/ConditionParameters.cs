using System.Text.Json.Serialization;

namespace Atelier.Systems.OminiControl2;

/// <summary>A condition as the picture file carries it.</summary>
/// <param name="Task">What it shows.</param>
/// <param name="Source">Name of its file.</param>
/// <param name="Sha256">Of the pixels in that file, since files change.</param>
/// <param name="Strength">Factor of its attention.</param>
/// <param name="Scale">Target tokens a side of one of its tokens, where the request said.</param>
/// <param name="Offset">Rows and columns that it is moved, where the request said.</param>
/// <param name="Adapter">Name of its adapter.</param>
public sealed record ConditionParameters(string Task, string Source, string Sha256, double Strength, int? Scale = null, double[]? Offset = null, string? Adapter = null)
{
    /// <summary>Columns and rows of the condition picture, where the request said.</summary>
    public int[]? Size { get; init; }

    /// <summary>Whether guidance made it stronger; null where none could.</summary>
    public bool? Guided { get; init; }

    /// <summary>Whether it sees itself only, where the request said.</summary>
    public bool? Independent { get; init; }

    /// <summary>True where it was found in an ordinary picture.</summary>
    public bool? Detected { get; init; }

    /// <summary>Name of the mask's file.</summary>
    public string? Mask { get; init; }

    /// <summary>Of the pixels to paint, a byte of 0 or 1 each.</summary>
    public string? MaskSha256 { get; init; }

    /// <summary>As a command line names it.</summary>
    [JsonIgnore]
    public string Words => Mask is null ? $"{Task}:{Source}" : $"{Task}:{Source},mask={Mask}";
}
