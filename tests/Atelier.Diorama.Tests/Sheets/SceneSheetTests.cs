using Atelier.Diorama.Rendering;
using Atelier.Diorama.Sheets;

namespace Atelier.Diorama.Tests.Sheets;

public sealed class SceneSheetTests
{
    [Fact]
    public void SheetShowsThePicturesOfItsSeeds()
    {
        var told = new List<int>();
        var options = new RenderOptions { Width = 64, Height = 64 };
        var sheet = SceneSheet.Make(10, 3, options, progress: new Told(told));
        Assert.Equal([1, 2, 3], told);
        var first = Renderer.Render(Diorama.Scenes.SceneGenerator.FromSeed(10), options).ToPicture();
        Assert.True(Contains(sheet, first.Row(5).ToArray()));
        Assert.Throws<ArgumentOutOfRangeException>(() => SceneSheet.Make(0, 0));
    }

    private static bool Contains(Atelier.Imaging.Picture sheet, byte[] row) =>
        Enumerable.Range(0, sheet.Height).Any(y => sheet.Row(y).IndexOf(row) >= 0);

    private sealed class Told(List<int> counts) : IProgress<int>
    {
        public void Report(int value) => counts.Add(value);
    }
}
