using Atelier.Diorama.Datasets;

namespace Atelier.Diorama.Tests.Datasets;

public sealed class DatasetNoteTests
{
    [Theory]
    [InlineData(false, false, false, false, 0.4f, 0.4f)]
    [InlineData(true, false, false, false, 0.4f, 0.4f)]
    [InlineData(false, true, false, true, 0, 0.65f)]
    [InlineData(true, true, false, true, 0, 0.65f)]
    [InlineData(false, true, true, true, 0.2f, 0.65f)]
    [InlineData(true, true, true, true, 0.2f, 0.65f)]
    public void The_words_of_a_manifest_say_what_its_scenes_were_drawn_from(bool heldOut, bool even, bool rare, bool areEven, float rareWeight, float paintShare)
    {
        var options = DatasetNote.Options(DatasetNote.Of(heldOut, even, rare));
        Assert.Equal(heldOut, options.Allows is null);
        Assert.Equal((areEven, rareWeight, paintShare), (options.EvenNouns, options.RareWeight, options.PaintShare));
    }
}
