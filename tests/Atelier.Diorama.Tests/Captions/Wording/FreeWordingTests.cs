using System.Text.RegularExpressions;
using Atelier.Diorama.Captions;
using Atelier.Diorama.Captions.Wording;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Tests.Captions.Wording;

public sealed class FreeWordingTests
{
    private const int Wordings = 400;

    [Theory]
    [InlineData("a photo of a red ball")]
    [InlineData("a photo of three shiny blue cubes")]
    [InlineData("two dogs on grass at sunset")]
    [InlineData("a green glass vase to the left of a teddy bear in a room")]
    [InlineData("a red ball, two brown dogs and an apple")]
    public void EveryWordingIsWhole(string caption)
    {
        foreach (var text in All(caption))
        {
            Assert.DoesNotMatch("[{}]|  |a\\(n\\)", text);
            Assert.DoesNotMatch(@"\b[Aa] [aeio]\w", text);
        }
    }

    [Fact]
    public void NumbersStay()
    {
        var texts = All("a photo of three balls");
        // A typing error may hit the number itself.
        Assert.InRange(texts.Count(t => Regex.IsMatch(t, "(?i)three|3|trio")), texts.Length * 0.95, texts.Length);
    }

    [Fact]
    public void WhereAndWhenStay() =>
        Assert.All(All("a red ball on a cube in the sun"), text => Assert.EndsWith(" in the sun", text.TrimEnd('.'), StringComparison.Ordinal));

    [Theory]
    [InlineData("left", "right")]
    [InlineData("right", "left")]
    public void SidesStay(string side, string other)
    {
        foreach (var text in All($"a photo of a zebra {side} of a kettle"))
        {
            if (SideOf("zebra", text) is { } found)
                Assert.Equal(side, found);
            if (SideOf("kettle", text) is { } mirrored)
                Assert.Equal(other, mirrored);
        }
    }

    [Fact]
    public void TheSameSeedIsTheSameWording() => Assert.Equal(FreeWording.Of("a photo of a red ball", 5), FreeWording.Of("a photo of a red ball", 5));

    [Fact]
    public void MostWordingsDiffer() => Assert.True(All("a photo of a red ball below a brown dog").Distinct().Count() > Wordings * 3 / 4);

    [Fact]
    public void AnotherFormStaysAsItIs() => Assert.Equal("A red ball stands on grass.", FreeWording.Of("A red ball stands on grass.", 1));

    [Fact]
    public void EveryCaptionOfTheWorldButDenseOnesIsWordedAnew()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var scene = SceneGenerator.FromSeed(seed);
            foreach (var caption in Captioner.Describe(scene, SceneLabels.Of(scene, 96, 96), seed).Where(c => c.Style != CaptionStyle.Dense))
                Assert.Contains(Enumerable.Range(0, 20), i => FreeWording.Of(caption.Text, i) != caption.Text);
        }
    }

    private static string[] All(string caption) => [.. Enumerable.Range(0, Wordings).Select(i => FreeWording.Of(caption, i))];

    // The plain forms "X left of Y" and "X on the left", which tell the side of X.
    private static string? SideOf(string noun, string text)
    {
        var match = Regex.Match(text, noun + @" (?:is )?(?:to the|on the)? ?(left|right)(?: side)?(?: of|,| and|$)");
        return match.Success ? match.Groups[1].Value : null;
    }
}
