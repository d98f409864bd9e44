using Atelier.Diorama.Scenes;
using Atelier.Diorama.Stamps;
using Atelier.Imaging;

namespace Atelier.Diorama.Tests.Stamps;

public sealed class StampTests
{
    [Fact]
    public void ReliefHasTheOutlineOfThePicture()
    {
        // A disc of radius 40 in a picture of 100 x 100.
        var picture = new Picture(100, 100, 4);
        for (var y = 0; y < 100; y++)
        {
            for (var x = 0; x < 100; x++)
            {
                if ((x - 49.5) * (x - 49.5) + (y - 49.5) * (y - 49.5) < 1600)
                    picture.Row(y).Slice(4 * x, 4).Fill(255);
            }
        }

        var mesh = ReliefMesh.Build(Stamp.From(picture, "disc"), 0.8f);
        var size = mesh.Bounds.Size;
        Assert.Equal(1, size.Y, 1e-3f);
        Assert.Equal(1, size.X, 0.03f);
        Assert.Equal(0.8f, size.Z, 0.1f);
        Assert.Equal(MathF.PI / 4, FrontArea(mesh), 0.02f);
    }

    [Fact]
    public void ListIsCleanAndPaintsAreKnown()
    {
        var nouns = StampLibrary.Nouns.ToDictionary(n => n.Name);
        Assert.All(StampLibrary.List, file => Assert.True(nouns.ContainsKey(file.Noun), file.Noun));
        Assert.All(StampLibrary.Nouns, noun => Assert.Contains(StampLibrary.List, file => file.Noun == noun.Name));
        Assert.All(StampLibrary.Nouns, noun => Assert.InRange(noun.Height, 0.2f, 0.8f));
        Assert.Equal(StampLibrary.List.Count, StampLibrary.List.Select(f => f.Path).Distinct().Count());
    }

    [Fact]
    public void EveryInstalledPictureCanBeRead()
    {
        foreach (var file in StampLibrary.Files)
        {
            var stamp = StampLibrary.Load(file.Path);
            Assert.InRange(stamp.Aspect, 0.1f, 8f);
            Assert.InRange(stamp.Brightness, 0f, 1f);
        }
    }

    [Fact]
    public void WithoutCutOutsOnlySolidsAppear()
    {
        for (var seed = 0; seed < 60; seed++)
            Assert.All(SceneGenerator.FromSeed(seed, new SceneOptions { UseCutOuts = false }).Objects, o => Assert.True(o.Class.IsSolid));
    }

    private static float FrontArea(Atelier.Diorama.Geometry.Mesh mesh)
    {
        var area = 0f;
        for (var i = 0; i < mesh.Indices.Length; i += 3)
        {
            var (a, b, c) = (mesh.Positions[mesh.Indices[i]], mesh.Positions[mesh.Indices[i + 1]], mesh.Positions[mesh.Indices[i + 2]]);
            if (a.Z <= 0 && b.Z <= 0 && c.Z <= 0)
                area += MathF.Abs((b.X - a.X) * (c.Y - a.Y) - (c.X - a.X) * (b.Y - a.Y)) / 2;
        }

        return area;
    }
}
