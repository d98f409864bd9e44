using Atelier.Imaging;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;

namespace Atelier.Cli.Control;

/// <summary>What is odd about conditions and yet allowed.</summary>
internal static class ConditionNotes
{
    // Of 255: what a lossy file or a scan leaves in greys.
    private const int Colourful = 24;
    private const int LeastShare = 50;

    /// <summary>A line each.</summary>
    /// <param name="words">As they were given.</param>
    /// <param name="request">The same, opened.</param>
    /// <param name="adapters">The adapter of each condition.</param>
    public static IEnumerable<string> Of(IReadOnlyList<ConditionWords> words, OminiControl2Request request, IReadOnlyList<ControlAdapter> adapters)
    {
        foreach (var ((condition, given, now), adapter) in request.Conditions.Zip(words, ControlParameters.Of(request).Conditions).Zip(adapters))
        {
            var name = condition.Task.Name();
            if (!adapter.HasRule && condition is { Task: ControlTask.Subject, Offset: null })
                yield return $"{name}: adapter {adapter.Name} does not say where its conditions lie; left of the picture is assumed. offset=COLUMNS says it, such as 32 for omini/subject_512";
            if (!adapter.HasRule && condition.Detected && ConditionDetector.NeedsReader(condition.Task))
                yield return $"{name}: it is found as our own adapters read it (docs/ominicontrol2.md); {adapter.Name} may have learned other maps";
            if (PictureConditions.AreGrey(condition.Task) && !condition.Detected && HasColours(condition.Picture))
                yield return $"{name}: {condition.Source} has colours, as a photograph has; --detect {name} would make the condition of it";
            if (given.Repeated is { } before && (before.Sha256 != now.Sha256 || before.MaskSha256 != now.MaskSha256))
                yield return $"{name}: {condition.Source}{(now.Mask is { } mask ? $" with {mask}" : "")} is not what the picture that is repeated was made with";
        }
    }

    // In one pixel of fifty.
    private static bool HasColours(Picture picture)
    {
        if (picture.Channels < 3)
            return false;
        var count = 0;
        for (var i = 0; i < picture.Pixels.Length; i += picture.Channels)
        {
            var (r, g, b) = (picture.Pixels[i], picture.Pixels[i + 1], picture.Pixels[i + 2]);
            if (Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)) > Colourful)
                count++;
        }

        return count * LeastShare > picture.Width * picture.Height;
    }
}
