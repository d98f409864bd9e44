using Atelier.Evaluation.Scenes;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>Finds the condition of a task in an ordinary picture.</summary>
/// <param name="reader">Reads distances and kinds of objects; null where only picture filters are wanted. Stays the caller's.</param>
public sealed class ConditionDetector(SceneReaderJudge? reader)
{
    /// <summary>Whether a task's condition can be found in an ordinary picture.</summary>
    public static bool Finds(ControlTask task) => task is ControlTask.Edges or ControlTask.Deblur || NeedsReader(task);

    /// <summary>Whether that takes the scene reader.</summary>
    public static bool NeedsReader(ControlTask task) => task is ControlTask.Depth or ControlTask.Geometry or ControlTask.Segmentation;

    /// <summary>The condition picture, RGB and as large.</summary>
    /// <exception cref="InvalidOperationException">The task needs the reader, and there is none.</exception>
    public Picture Find(ControlTask task, Picture picture)
    {
        if (!NeedsReader(task))
            return PictureConditions.Of(task, picture);
        var reading = (reader ?? throw new InvalidOperationException($"{task.Name()} needs a scene reader.")).Read(picture);
        return task switch
        {
            ControlTask.Depth => DepthPicture.Encode(reading.Depth, reading.Width, reading.Height),
            ControlTask.Geometry => GeometricEdges.Of<short>(reading.Classes, reading.Depth, reading.Width, reading.Height),
            _ => SegmentationPicture.Encode(Numbered(reader, reading.Classes), reading.Width, reading.Height),
        };
    }

    /// <summary>A reader's classes in the world's own numbers.</summary>
    internal static short[] Numbered(SceneReaderJudge reader, short[] classes)
    {
        var names = TokenLabels.ClassNames.ToList();
        var numbers = reader.Nouns.Select(n => (short)(1 + names.IndexOf(n))).Prepend((short)0).ToArray();
        return Array.ConvertAll(classes, c => numbers[c]);
    }
}
