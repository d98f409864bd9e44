using Atelier.Models.UNet.Verification;
using Atelier.Torch.Verification;

namespace Atelier.Models.Tests.UNet;

public sealed class AdapterWeightWordsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_notes_say_the_weights()
    {
        var words = Words(["a", "b"], """
            "notes": "Two files. *_weighted: set_adapters(['a','b'], [0.3, -2]): W + 0.3 dA. *_only_b: set_adapters(['b']). *_fused: fuse_lora(lora_scale=0.5) with the 0.3 / -2 weights active."
            """);
        Assert.Equal([0.3, -2], words.Of("weighted"));
        Assert.Equal([0, 1], words.Of("only_b"));
        Assert.Equal([0.15, -1], words.Fused());
        Assert.Equal([1, 1], words.Of("on"));
        Assert.Throws<NotSupportedException>(() => words.Of("loud"));
    }

    [Fact]
    public void A_field_of_the_call_goes_before_the_notes()
    {
        var words = Words(["x"], """ "call": {"weights": {"half": 0.25}, "scaled": [0.75]}, "notes": "*_half: multiplier 0.5. *_third: multiplier 0.33." """);
        Assert.Equal([0.25], words.Of("half"));
        Assert.Equal([0.75], words.Of("scaled"));
        Assert.Equal([0.33], words.Of("third"));
    }

    private AdapterWeightWords Words(string[] adapters, string fields)
    {
        File.WriteAllText(_path, $$"""{"component": "adapters", {{fields}}}""");
        return new(GoldenCase.Open(_path), adapters);
    }
}
