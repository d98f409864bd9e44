using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Testing;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Tests.OminiControl2;

public class ControlPageTests
{
    [Fact]
    public void The_list_of_colours_names_every_kind()
    {
        short[] all = [.. Enumerable.Range(1, TokenLabels.ClassNames.Count).Select(i => (short)i)];
        var colours = SegmentationPicture.Encode(all, all.Length, 1).Pixels.Chunk(3).Select(Convert.ToHexStringLower);
        var list = string.Concat(TokenLabels.ClassNames.Zip(colours, (name, colour) => $"{name}\t#{colour}\n"));
        Assert.Equal(list, File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "segmentation-colours.tsv")));
    }
}
