using Atelier.Diorama.Captions.Wording;

namespace Atelier.Diorama.Tests.Captions.Wording;

public sealed class UnnamedSubjectTests
{
    [Theory]
    [InlineData("a photo of a red ball", "ball", "a photo of it")]
    [InlineData("a dog to the left of a shiny red metal ball in a room", "ball", "a dog to the left of it in a room")]
    [InlineData("an apple and two brown dogs", "apple", "it and two brown dogs")]
    [InlineData("a teddy bear on a table", "teddy bear", "it on a table")]
    public void TheOnlyOneOfAKindIsIt(string caption, string noun, string expected) => Assert.Equal(expected, UnnamedSubject.In(caption, noun));

    [Theory]
    [InlineData("two balls and a dog", "ball")]
    [InlineData("a photo of a dog", "ball")]
    [InlineData("a teddy bear", "bear")]
    public void OthersStay(string caption, string noun) => Assert.Equal(caption, UnnamedSubject.In(caption, noun));
}
