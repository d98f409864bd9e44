using Atelier.Diorama.Labels;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;
using Atelier.Imaging;

namespace Atelier.Cli.Worlds;

/// <summary>Writes what is known of a scene as pictures beside its picture.</summary>
internal static class SceneFiles
{
    private const float MostMillimetres = ushort.MaxValue;

    /// <summary>Writes all layers; gives their paths.</summary>
    /// <remarks>
    /// <c>sharp</c> has all in focus; <c>depth</c> is 16-bit millimetres, 65535 for the sky; <c>normals</c> are n / 2 + 1 / 2; per object k from 0:
    /// <c>mask</c> (seen), <c>full</c> (seen or hidden), <c>shadow</c>, <c>reflection</c>, and the scene <c>without</c> it.
    /// </remarks>
    public static IReadOnlyList<string> WriteLayers(string picture, Scene scene, RenderOptions options, CancellationToken cancellation)
    {
        var (width, height) = (options.Width, options.Height);
        var layers = EffectLayers.Of(scene, width, height);
        var stem = Path.Combine(Path.GetDirectoryName(picture) ?? "", Path.GetFileNameWithoutExtension(picture));
        var written = new List<string>();
        Save("sharp", Renderer.Render(scene, options with { Defocus = 0 }, cancellation).ToPicture());
        var depth = new Picture16(width, height, 1, Array.ConvertAll(layers.Labels.Depth, metres => (ushort)Math.Min(MostMillimetres, metres * 1000)));
        PictureFile.Save(depth, Named("depth"));
        Save("normals", new Picture(width, height, 3, Array.ConvertAll(layers.Normals, n => Byte((n / 2) + 0.5f))));
        Save("albedo", new RenderedScene(scene, width, height, layers.Albedo).ToPicture());
        for (var k = 0; k < scene.Objects.Length; k++)
        {
            Save($"mask-{k}", new Picture(width, height, 1, layers.VisibleMask(k)));
            Save($"full-{k}", new Picture(width, height, 1, layers.FullMasks[k]));
            Save($"shadow-{k}", new Picture(width, height, 1, layers.Shadows[k]));
            Save($"reflection-{k}", new Picture(width, height, 1, layers.Reflections[k]));
            Save($"without-{k}", Renderer.Render(scene.Without(k), options, cancellation).ToPicture());
        }

        return written;

        void Save(string layer, Picture content) => PictureFile.Save(content, Named(layer));

        string Named(string layer)
        {
            written.Add($"{stem}.{layer}.png");
            return written[^1];
        }
    }

    private static byte Byte(float unit) => (byte)((Math.Clamp(unit, 0, 1) * 255) + 0.5f);
}
