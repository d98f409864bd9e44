using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Teachers;

/// <summary>The synthetic world itself, whose pictures show exactly what their captions say.</summary>
/// <param name="cache">Encoded pictures.</param>
/// <param name="first">Scenes before it are left out: they are held out.</param>
public sealed class DioramaTeacher(LatentCache cache, long first = 0) : ITeacher
{
    /// <summary>Its name in records.</summary>
    public const string Name = "diorama";

    /// <inheritdoc/>
    public long Count => Math.Max(0, cache.Count - first);

    /// <inheritdoc/>
    public TeacherSample this[long index]
    {
        get
        {
            var scene = cache[first + index];
            return new(
                scene.Latents, scene.Captions, scene.MayMirror, Name, cache.FirstSeed + first + index,
                TokenTargets.Of(scene.Classes, scene.Colours, scene.Depths));
        }
    }
}
