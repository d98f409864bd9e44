using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Testing;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Tests.OminiControl2;

public class ControlPageTests
{
    [Fact]
    public void The_page_names_the_colour_of_every_kind()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "ominicontrol2.md"));
        short[] all = [.. Enumerable.Range(1, TokenLabels.ClassNames.Count).Select(i => (short)i)];
        var colours = SegmentationPicture.Encode(all, all.Length, 1).Pixels.Chunk(3).Select(Convert.ToHexStringLower);
        var list = string.Join(", ", TokenLabels.ClassNames.Zip(colours, (name, colour) => $"{name} {colour}"));
        Assert.True(page.Contains(list, StringComparison.Ordinal), $"The page should say: {list}");
    }
}
