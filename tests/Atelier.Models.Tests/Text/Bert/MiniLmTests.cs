using Atelier.Models.Text.Bert;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Tests.Text.Bert;

/// <summary>The shipped weights against states recorded with the weights that they were quantised from.</summary>
public class MiniLmTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "models", "minilm");

    // 8-bit blocks move a state by about 2 %, which is a cosine of 0.9998; the worst token measured has 0.99956.
    private const double Close = 0.9993;

    [Fact]
    public void Shipped_weights_give_the_recorded_states()
    {
        using var scope = Tensor.Scope();
        using var golden = GoldenCase.Open(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "minilm", "minilm_sentences.json"));
        var texts = golden.Config.GetProperty("sentences").EnumerateArray().Select(s => s.GetString()!).ToArray();
        using var encoder = SentenceEncoder.Open(Folder);

        var states = encoder.Encode(texts);

        var first = golden.Expected("first_sentence_hidden");
        Assert.All(Cosines(states.Tokens.Select(0, 0).Narrow(0, 0, first.Size(0)), first), cosine => Assert.InRange(cosine, Close, 1.0001));
        Assert.All(Cosines(states.Pooled, golden.Expected("embeddings")), cosine => Assert.InRange(cosine, Close, 1.0001));
    }

    [Fact]
    public void Relations_show_in_the_state_of_their_word()
    {
        using var scope = Tensor.Scope();
        using var encoder = SentenceEncoder.Open(Folder);

        var tokens = encoder.Encode(["a red ball to the left of a box", "a red ball to the right of a box"]).Tokens;
        var cosines = Cosines(tokens.Select(0, 0), tokens.Select(0, 1));

        Assert.Equal(6, Array.IndexOf(cosines, cosines.Min()));
        Assert.True(cosines.Min() < 0.9, $"the words differ by {cosines.Min()} only");
    }

    private static float[] Cosines(Tensor a, Tensor b) =>
        ((a * b).Sum([-1]) / (a.Norm(2, [-1]) * b.Norm(2, [-1]))).ToFloats();
}
