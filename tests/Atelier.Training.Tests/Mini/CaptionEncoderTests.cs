using Atelier.Models.Text.Bert;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Training.Mini;

namespace Atelier.Training.Tests.Mini;

public class CaptionEncoderTests
{
    [Fact]
    public void A_batch_of_captions_of_many_lengths_has_the_states_of_each_alone()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "models", "minilm");
        string[] captions = [.. Enumerable.Range(0, 37).Select(i => $"a photo of {string.Join(" and ", Enumerable.Repeat($"a red ball {i}", 1 + (i * 5 % 11)))}")];
        using var scope = Tensor.Scope();
        using var encoder = new CaptionEncoder(folder, 24, Device.Cpu);
        using var alone = SentenceEncoder.Open(folder, 24);
        var (found, expected) = (encoder.Encode(captions), alone.Encode(captions));
        Assert.Equal(expected.Mask.ToArray<bool>(), found.Mask.ToArray<bool>());
        Assert.True((expected.Tokens - found.Tokens).Abs().Max().Item() < 1e-4);
        Assert.True((expected.Pooled - found.Pooled).Abs().Max().Item() < 1e-5);
    }
}
