using Atelier.Cli.Diagnosis;

namespace Atelier.Cli.Tests.Diagnosis;

public class FileChecksTests
{
    [Theory]
    [InlineData(359, "Good", "359 of 359")]
    [InlineData(12, "Note", "12 of 359")]
    [InlineData(0, "Note", "none in /there")]
    public void Stamps_are_counted_in_the_folder_that_is_used(int count, string level, string text)
    {
        var finding = FileChecks.Stamps("/there", count, 359);

        Assert.Equal(level, finding.Level.ToString());
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
        Assert.Equal(level == "Good", finding.Advice is null);
    }

    [Fact]
    public void A_check_that_fails_is_a_finding_and_does_not_hide_the_others()
    {
        var finding = Assert.Single(Examination.Guarded("disk", () => throw new IOException("it is\ngone")));

        Assert.Equal(FindingLevel.Problem, finding.Level);
        Assert.Contains("it is gone", finding.Text, StringComparison.Ordinal);
    }
}
