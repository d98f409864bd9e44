using Atelier.Imaging;
using Atelier.Systems.LightGen.Evaluation;

namespace Atelier.Systems.Tests.LightGen.Evaluation;

public sealed class ArmPicturesTests : IDisposable
{
    private static readonly ArmScores Plan = new("DPO", "lightgen-mini", null, 15, 16, null, 3, "model.gguf 5", [], []);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"atelier-arm-{Guid.NewGuid():N}");
    private int _painted;

    public void Dispose() => new ArmPictures(_folder, Plan).Remove();

    [Fact]
    public void What_was_painted_before_a_stop_is_not_painted_again()
    {
        var first = Paint(new(_folder, Plan), "a cat");
        var again = Paint(new(_folder, Plan), "a cat");
        Assert.Equal(1, _painted);
        Assert.All(first.Zip(again), p => Assert.Equal(p.First.Pixels, p.Second.Pixels));
        Paint(new(_folder, Plan), "a dog");
        Assert.Equal(2, _painted);

        File.Delete(Directory.EnumerateFiles(_folder, "*-1.png").First());
        Paint(new(_folder, Plan), "a cat");
        Paint(new(_folder, Plan), "a dog");
        Assert.Equal(3, _painted);
    }

    [Fact]
    public void Pictures_of_other_weights_or_steps_are_painted_anew()
    {
        Paint(new(_folder, Plan), "a cat");
        Paint(new(_folder, Plan with { Weights = "model.gguf 6" }), "a cat");
        Paint(new(_folder, Plan with { Steps = 8 }), "a cat");
        Assert.Equal(3, _painted);
    }

    private IReadOnlyList<Picture> Paint(ArmPictures pictures, string text) => pictures.Paint(text, [0, 1], () =>
    {
        _painted++;
        return [.. Enumerable.Range(0, 2).Select(k => new Picture(4, 4, 3, [.. Enumerable.Range(0, 48).Select(i => (byte)((i * 5) + k + text.Length))]))];
    });
}
