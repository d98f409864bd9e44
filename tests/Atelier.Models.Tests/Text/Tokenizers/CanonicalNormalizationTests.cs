using Atelier.Models.Text.Tokenizers.Unicode;

namespace Atelier.Models.Tests.Text.Tokenizers;

public class CanonicalNormalizationTests
{
    // Examples of Unicode Standard Annex 15, and the corner cases of its composition rule.
    [Theory]
    [InlineData("\u00E9", "e\u0301", "\u00E9")]
    [InlineData("\u212B", "A\u030A", "\u00C5")]
    [InlineData("\u1E69", "s\u0323\u0307", "\u1E69")]
    [InlineData("\u1E0B\u0323", "d\u0323\u0307", "\u1E0D\u0307")]
    [InlineData("\uD55C\uAD6D", "\u1112\u1161\u11AB\u1100\u116E\u11A8", "\uD55C\uAD6D")]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C")]
    [InlineData("\u0344", "\u0308\u0301", "\u0308\u0301")]
    [InlineData("\u2126", "\u03A9", "\u03A9")]
    [InlineData("a\u0315\u0300\u05AE\u0301b", "a\u05AE\u0300\u0301\u0315b", "\u00E0\u05AE\u0301\u0315b")]
    [InlineData("\u0CC6\u0CC2\u0CD5", "\u0CC6\u0CC2\u0CD5", "\u0CCB")]
    [InlineData("\uFB01", "\uFB01", "\uFB01")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165", "\U0001D157\U0001D165")]
    public void Both_forms_are_as_in_the_standard(string text, string decomposed, string composed)
    {
        Assert.Equal(decomposed, CanonicalNormalization.Decompose(text));
        Assert.Equal(composed, CanonicalNormalization.Compose(text));
        Assert.Equal(composed, CanonicalNormalization.Compose(decomposed));
    }

    [Fact]
    public void Lower_case_is_that_of_the_reference_tokenizers()
    {
        Assert.Equal("i\u0307\u03BF\u03B4\u03BF\u03C3", LowerCase.OfEach("\u0130\u039F\u0394\u039F\u03A3"));
        Assert.Equal("\u03BF\u03B4\u03BF\u03C2 \u03C3 \u03B1\u03C3\u03B2", LowerCase.WithFinalSigma("\u039F\u0394\u039F\u03A3 \u03A3 \u0391\u03A3\u0392"));
        Assert.Equal("\u03B1\u03C2'\u0301 \u03B1\u03C3'\u03B2", LowerCase.WithFinalSigma("\u0391\u03A3'\u0301 \u0391\u03A3'\u0392"));
    }
}
