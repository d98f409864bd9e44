using Atelier.Models.Text.Prompts;

namespace Atelier.Models.Tests.Text.Prompts;

public class PromptTextTests
{
    // The first ones are ftfy's own examples.
    [Theory]
    [InlineData("\u00E2\u0153\u201D No problems", "\u2714 No problems")]
    [InlineData("&macr;\\_(\u00E3\u0083\u0084)_/&macr;", "\u00AF\\_(\u30C4)_/\u00AF")]
    [InlineData("voil\u00C3  le travail", "voil\u00E0 le travail")]
    [InlineData("P&EACUTE;REZ", "P\u00C9REZ")]
    [InlineData("&lt;b&gt; R&amp;amp;D <i> &eacute;", "<b> R&D <i> \u00E9")]
    [InlineData("\uFF2C\uFF2F\uFF35\uFF24\u3000\uFF2E\uFF2F\uFF29\uFF33\uFF25\uFF33", "LOUD NOISES")]
    [InlineData("\u001B[36;44mI\u2019m blue\u001B[0m", "I'm blue")]
    [InlineData(" a\t\r\n b\u00A0c ", "a b c")]
    [InlineData("cafe\u0301 \u00C5 \u00FC \u65E5\u672C", "caf\u00E9 \u00C5 \u00FC \u65E5\u672C")]
    public void Text_is_repaired_and_right_text_stays(string text, string expected) => Assert.Equal(expected, PromptText.Clean(text));

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() => Assert.Equal("x\uFFFDy", PromptText.Clean("x\uD800y"));
}
