using System.Globalization;
using Atelier.Imaging;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Teachers;

/// <summary>Paints the captions of scenes with a model, one picture a scene, and goes on where it was stopped.</summary>
/// <remarks>As a teacher's set, or as the losing sides of preference pairs, whose winning sides are the scenes' true pictures.</remarks>
/// <param name="painter">The model.</param>
public sealed class PaintedSetBuilder(CaptionPainter painter)
{
    /// <summary>Paints what is missing.</summary>
    /// <param name="cache">Scenes and captions.</param>
    /// <param name="first">First scene.</param>
    /// <param name="count">Scenes, one picture each.</param>
    /// <param name="seed">Scene k is painted from this seed + k, and its caption is chosen by that number.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="progress">Told of every picture: how many are there.</param>
    /// <param name="cancellation">Takes effect within a picture; what is whole stays.</param>
    /// <exception cref="ArgumentException">There are fewer scenes.</exception>
    public void Build(
        LatentCache cache, long first, int count, long seed, PaintedFolder folder, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        if (first > cache.Count - count)
            throw new ArgumentException($"{count} scenes from number {first} were asked; there are {cache.Count}.");
        var known = folder.Read().ToDictionary(l => l.Scene);
        if (known.Values.FirstOrDefault(l => l.Teacher != painter.Name) is { } other)
            throw new ArgumentException($"'{folder.Path}' holds pictures of {other.Teacher}, not of {painter.Name}; name another folder.");
        var missing = new List<(long Scene, LatentCaption Caption)>();
        for (var scene = first; scene < first + count; scene++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!known.ContainsKey(scene) && Caption(cache, scene, seed) is { } caption)
                missing.Add((scene, caption));
            if (missing.Count == painter.Together || (scene + 1 == first + count && missing.Count > 0))
                Paint(cache, missing, seed, folder, cancellation);
            progress?.Report((int)(scene - first + 1));
        }
    }

    private void Paint(LatentCache cache, List<(long Scene, LatentCaption Caption)> missing, long seed, PaintedFolder folder, CancellationToken cancellation)
    {
        var pictures = painter.Paint([.. missing.Select(m => (m.Caption.Text, seed + m.Scene))], cancellation);
        Directory.CreateDirectory(Path.Combine(folder.Path, "pictures"));
        foreach (var ((scene, caption), picture) in missing.Zip(pictures))
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"pictures/{scene:D9}.png");
            PictureFile.Save(picture, Path.Combine(folder.Path, file));
            folder.Append(new(file, scene, caption.Text, caption.Style, cache[scene].MayMirror, painter.Name, seed + scene, painter.Steps, painter.Guidance));
        }

        missing.Clear();
    }

    // The same caption at every run; null for a scene without any.
    private static LatentCaption? Caption(LatentCache cache, long scene, long seed)
    {
        var captions = cache[scene].Captions;
        return captions.Count == 0 ? null : captions[(int)(Training.Runs.Seeds.Mix((ulong)seed, (ulong)scene) % (ulong)captions.Count)];
    }
}
