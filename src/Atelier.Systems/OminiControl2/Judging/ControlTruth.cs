using Atelier.Diorama.Datasets;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>A held-out scene under a task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Caption">Prompt; a subject is "it" in it, since the condition says what it is.</param>
/// <param name="Picture">The scene as it is.</param>
/// <param name="Condition">What the model is given.</param>
/// <param name="Unknown">The pixels to paint, for in- and outpainting.</param>
/// <param name="Depth">Metres by pixel.</param>
/// <param name="Classes">By pixel, in the world's own numbers.</param>
/// <param name="Objects">Kinds of the objects that are at least half seen, one entry each.</param>
/// <param name="Subject">What the condition shows, as it is seen in the scene; for that task.</param>
public sealed record ControlTruth(
    ControlTask Task, string Caption, Picture Picture, Picture Condition, Mask? Unknown, float[] Depth, short[] Classes,
    IReadOnlyList<string> Objects, DocumentObject? Subject)
{
    /// <summary>The prompt with the name of the subject in it.</summary>
    public string Named { get; init; } = Caption;
}
