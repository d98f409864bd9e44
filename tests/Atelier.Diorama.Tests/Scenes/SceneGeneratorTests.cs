using Atelier.Diorama.Labels;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Tests.Scenes;

public sealed class SceneGeneratorTests
{
    [Fact]
    public void ObjectsStandClearOfEachOther()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var items = SceneGenerator.FromSeed(seed).Objects;
            for (var a = 0; a < items.Length; a++)
            {
                for (var b = a + 1; b < items.Length; b++)
                {
                    var overlap = System.Numerics.Vector3.Min(items[a].Bounds.Maximum, items[b].Bounds.Maximum)
                        - System.Numerics.Vector3.Max(items[a].Bounds.Minimum, items[b].Bounds.Minimum);
                    Assert.True(overlap.X <= 0 || overlap.Y <= 1e-4f || overlap.Z <= 0, $"seed {seed}: {items[a].Class} and {items[b].Class}");
                }
            }
        }
    }

    [Fact]
    public void EveryObjectIsSeenAndLargeEnough()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var scene = SceneGenerator.FromSeed(seed);
            foreach (var label in SceneLabels.Of(scene, 128, 128).Objects)
            {
                Assert.True(label.VisibleFraction > 0.45f, $"seed {seed}: only {label.VisibleFraction:P0} is seen");
                Assert.True(label.VisiblePixels > 120, $"seed {seed}: only {label.VisiblePixels} pixels");
            }
        }
    }

    [Theory]
    [InlineData(Relation.LeftOf)]
    [InlineData(Relation.RightOf)]
    [InlineData(Relation.OnTopOf)]
    [InlineData(Relation.InFrontOf)]
    [InlineData(Relation.Behind)]
    public void RequestedRelationHoldsInThePicture(Relation relation)
    {
        var request = new SceneRequest
        {
            Items = [new RequestedItem(Vocabulary.Get("ball"), 1, NamedColour.Red), new RequestedItem(Vocabulary.Get("cube"), 1, NamedColour.Blue)],
            Relation = relation,
        };
        for (var seed = 0; seed < 10; seed++)
        {
            var scene = SceneGenerator.ForRequest(request, seed);
            Assert.True(ImageRelations.Holds(relation, scene, SceneLabels.Of(scene, 128, 128), 0, 1));
            Assert.Equal([NamedColour.Red, NamedColour.Blue], scene.Objects.Select(o => o.Colour!.Value));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RequestedCountIsShown(int count)
    {
        var request = new SceneRequest { Items = [new RequestedItem(Vocabulary.Get("cone"), count)], Light = "sunset", Ground = Grounds.Get("grass") };
        var scene = SceneGenerator.ForRequest(request, 9);
        Assert.Equal(count, scene.Objects.Length);
        Assert.Equal(("grass", "sunset"), (scene.Ground.Name, scene.Light.Name));
    }

    [Fact]
    public void ImpossibleRequestsSayWhy()
    {
        var cone = new RequestedItem(Vocabulary.Get("cone"));
        Assert.Contains("1 to 4", new SceneRequest { Items = [cone with { Count = 5 }] }.Fault(), StringComparison.Ordinal);
        Assert.Contains(
            "Nothing can stand on a cone", new SceneRequest { Items = [cone, cone], Relation = Relation.OnTopOf }.Fault(), StringComparison.Ordinal);
        Assert.Contains(
            "go together", new SceneRequest { Items = [cone], Ground = Grounds.Get("sand"), Backdrop = Backdrops.Get("brick wall") }.Fault(),
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SceneGenerator.ForRequest(new SceneRequest { Items = [cone], Light = "moonrise" }, 1));
    }

    [Fact]
    public void HeldOutPairsNeverAppear()
    {
        var options = new SceneOptions { Allows = (item, colour) => !(item.IsSolid && colour == NamedColour.Red) };
        for (var seed = 0; seed < 200; seed++)
            Assert.DoesNotContain(SceneGenerator.FromSeed(seed, options).Objects, o => o.Class.IsSolid && o.Colour == NamedColour.Red);
    }

    [Fact]
    public void WorldIsWideEnough()
    {
        Assert.True(Vocabulary.AllNouns.Count >= 120, $"{Vocabulary.AllNouns.Count} nouns");
        Assert.True(Grounds.All.Count >= 12);
        Assert.True(Backdrops.All.Count >= 8);
        Assert.Equal(Vocabulary.Classes.Count, Vocabulary.Classes.Select(c => c.Name).Distinct().Count());
    }
}
