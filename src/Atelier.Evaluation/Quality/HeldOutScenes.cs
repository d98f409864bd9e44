using Atelier.Diorama.Captions;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;
using Atelier.Imaging;

namespace Atelier.Evaluation.Quality;

/// <summary>Scenes of the training distribution that no dataset has, with a caption and the true picture.</summary>
public static class HeldOutScenes
{
    // Datasets start at seed 0 and count up; GenEval's renders start at a billion.
    private const long FirstSeed = 2_000_000_000;
    private const int LabelSize = 128;

    /// <summary>Scenes that can be described, one after the other without an end.</summary>
    /// <param name="offset">Seeds to leave out at the start.</param>
    /// <param name="size">Columns and rows of the pictures.</param>
    public static IEnumerable<(long Seed, string Caption, Picture Picture)> From(long offset, int size)
    {
        for (var seed = FirstSeed + offset; ; seed++)
        {
            var scene = SceneGenerator.FromSeed(seed, new() { Allows = HeldOutPairs.AllowsTraining });
            var captions = Captioner.Describe(scene, SceneLabels.Of(scene, LabelSize, LabelSize), seed);
            if (captions.FirstOrDefault(c => c.Style == CaptionStyle.Placed) is { } caption)
                yield return (seed, caption.Text, Renderer.Render(scene, new RenderOptions { Width = size, Height = size }).ToPicture());
        }
    }
}
