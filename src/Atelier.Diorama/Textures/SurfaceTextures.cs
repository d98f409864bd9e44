using System.Collections.Concurrent;
using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Textures;

/// <summary>The textures of grounds and walls by name, painted when first used.</summary>
internal static class SurfaceTextures
{
    private static readonly ConcurrentDictionary<string, Lazy<TextureMap>> Painted = new();

    private static readonly Dictionary<string, Func<TextureMap>> Painters = new()
    {
        ["grass"] = () => SurfacePainter.Grass(Palette.Srgb(38, 78, 20), Palette.Srgb(120, 162, 52), Palette.Srgb(142, 158, 66), 11),
        ["meadow"] = () => SurfacePainter.Meadow(23),
        ["sand"] = () => SurfacePainter.Mottled(Palette.Srgb(196, 164, 112), Palette.Srgb(236, 212, 164), 24, 4, 31),
        ["snow"] = () => SurfacePainter.Mottled(Palette.Srgb(218, 226, 240), Palette.Srgb(248, 250, 252), 8, 5, 41),
        ["dirt"] = () => SurfacePainter.Mottled(Palette.Srgb(86, 62, 42), Palette.Srgb(146, 112, 80), 16, 5, 51, 2f),
        ["gravel"] = () => SurfacePainter.Pebbles(
            [Palette.Srgb(150, 146, 140), Palette.Srgb(122, 116, 110), Palette.Srgb(176, 166, 150), Palette.Srgb(110, 104, 104)],
            Palette.Srgb(60, 56, 52), 20, 61),
        ["asphalt"] = () => SurfacePainter.Mottled(Palette.Srgb(64, 65, 68), Palette.Srgb(106, 106, 110), 48, 3, 71, 2f),
        ["pavement"] = () => SurfacePainter.Masonry(Palette.Srgb(168, 160, 148), Palette.Srgb(96, 90, 84), 4, 4, 0.05f, 0.3f, 0.5f, 81),
        ["leaves"] = () => SurfacePainter.Pebbles(
            [Palette.Srgb(196, 98, 26), Palette.Srgb(214, 142, 34), Palette.Srgb(150, 62, 24), Palette.Srgb(122, 80, 34), Palette.Srgb(204, 170, 60)],
            Palette.Srgb(58, 38, 20), 16, 91),
        ["water"] = () => SurfacePainter.Mottled(Palette.Srgb(24, 70, 92), Palette.Srgb(38, 92, 112), 6, 3, 101),
        ["wooden floor"] = () => SurfacePainter.Planks(Palette.Srgb(196, 146, 92), 10, 111),
        ["tiled floor"] = () => SurfacePainter.Masonry(Palette.Srgb(206, 200, 188), Palette.Srgb(140, 134, 126), 4, 4, 0.03f, 0.08f, 0, 121),
        ["carpet"] = () => SurfacePainter.Mottled(Palette.Srgb(128, 106, 110), Palette.Srgb(176, 152, 152), 64, 3, 131),
        ["marble floor"] = () => SurfacePainter.Marble(Palette.Srgb(228, 224, 218), Palette.Srgb(150, 146, 146), 141),
        ["concrete floor"] = () => SurfacePainter.Mottled(Palette.Srgb(140, 138, 134), Palette.Srgb(182, 180, 176), 6, 6, 151),
        ["checkered floor"] = () => SurfacePainter.Checker(Palette.Srgb(48, 48, 50), Palette.Srgb(226, 222, 214), 4, 161),
        ["brick"] = () => SurfacePainter.Masonry(Palette.Srgb(160, 78, 58), Palette.Srgb(190, 180, 168), 4, 12, 0.05f, 0.4f, 0.5f, 171),
        ["panels"] = () => SurfacePainter.Planks(Palette.Srgb(142, 96, 58), 8, 181),
        ["wall tiles"] = () => SurfacePainter.Masonry(Palette.Srgb(216, 228, 230), Palette.Srgb(150, 160, 164), 8, 8, 0.05f, 0.05f, 0, 191),
        ["stone"] = () => SurfacePainter.Masonry(Palette.Srgb(150, 144, 134), Palette.Srgb(96, 90, 84), 3, 6, 0.04f, 0.45f, 0.5f, 201),
        ["stripes"] = () => SurfacePainter.Stripes(Palette.Srgb(226, 216, 190), Palette.Srgb(168, 186, 176), 6),
        ["plaster"] = () => SurfacePainter.Mottled(Palette.Srgb(243, 243, 243), Palette.Srgb(251, 251, 251), 24, 3, 211),
    };

    public static TextureMap Get(string name) => Painted.GetOrAdd(name, static name => new Lazy<TextureMap>(Painters[name])).Value;
}
