using Atelier.Models.Text.Prompts;
using FsCheck.Xunit;

namespace Atelier.Models.Tests.Text.Prompts;

public class WeightedPromptTests
{
    // The examples in the web UI's own documentation of the syntax, and its corner cases.
    [Theory]
    [InlineData("normal text", "normal text|1")]
    [InlineData("an (important) word", "an |1;important|1.1; word|1")]
    [InlineData("(unbalanced", "unbalanced|1.1")]
    [InlineData(@"\(literal\]", "(literal]|1")]
    [InlineData(@"a\b \\c\", @"ab \c|1")]
    [InlineData("(unnecessary)(parens)", "unnecessaryparens|1.1")]
    [InlineData("a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).", "a |1;house|1.573;" + " |1.1;on|1;" + " a |1.1;hill|0.55;, sun, |1.1;sky|1.4641;.|1.1")]
    [InlineData("(a:2)", "a|2")]
    [InlineData("[a]", "a|0.90909094")]
    [InlineData("(a: -0.5 )", "a|-0.5")]
    [InlineData("(a:1.2.3)", "a:1.2.3)|1.1")]
    [InlineData("x:1.2) y", "x:1.2) y|1")]
    [InlineData("a:b", "a:b|1")]
    [InlineData("", "|1")]
    [InlineData("a BREAK b", "a|1;<break>;b|1")]
    [InlineData("(a BREAK b:1.2) BREAKS", "a|1.2;<break>;b|1.2; BREAKS|1")]
    public void Weights_are_as_the_web_ui_reads_them(string prompt, string expected)
    {
        var found = string.Join(';', WeightedPrompt.Parse(prompt).Select(part => part.IsBreak ? "<break>" : $"{part.Text}|{part.Weight}"));

        Assert.Equal(expected, found);
    }

    [Property(MaxTest = 500)]
    public bool Any_prompt_can_be_read(string? prompt) => WeightedPrompt.Parse(prompt ?? "").Count > 0;
}
