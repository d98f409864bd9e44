using Atelier.Diorama.Captions;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;
using Atelier.Imaging;

namespace Atelier.Diorama.Sheets;

/// <summary>Contact sheets of scenes with their captions.</summary>
public static class SceneSheet
{
    /// <summary>Renders scenes of consecutive seeds onto one sheet.</summary>
    /// <param name="firstSeed">Seed of the first scene.</param>
    /// <param name="count">Scenes, 1 to 1024.</param>
    /// <param name="options">Size and quality of each picture; null for the defaults.</param>
    /// <param name="scenes">What may be drawn; null for everything.</param>
    /// <param name="style">Which caption stands below each picture, after the seed.</param>
    /// <param name="progress">Told the number of finished scenes.</param>
    /// <param name="cancellation">Stops between scenes.</param>
    /// <returns>RGB.</returns>
    public static Picture Make(
        long firstSeed, int count, RenderOptions? options = null, SceneOptions? scenes = null, CaptionStyle style = CaptionStyle.Placed,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        if (count is < 1 or > 1024)
            throw new ArgumentOutOfRangeException(nameof(count), count, "A sheet has 1 to 1024 scenes.");
        options ??= new RenderOptions();
        var entries = new List<ContactSheetEntry>(count);
        for (var seed = firstSeed; seed < firstSeed + count; seed++)
        {
            var scene = SceneGenerator.FromSeed(seed, scenes);
            var caption = Captioner.Describe(scene, SceneLabels.Of(scene, options.Width, options.Height), seed).FirstOrDefault(c => c.Style == style);
            entries.Add(new ContactSheetEntry(Renderer.Render(scene, options, cancellation).ToPicture(), $"{seed}: {caption?.Text}"));
            progress?.Report(entries.Count);
        }

        return ContactSheet.Make(entries);
    }
}
