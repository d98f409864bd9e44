namespace Atelier.Imaging.Tests.Sheets;

public sealed class ContactSheetTests
{
    [Fact]
    public void Every_picture_is_there_in_its_row()
    {
        Picture[] pictures = [Plain(40, 30, 250, 0, 0), Plain(40, 30, 0, 250, 0), Plain(40, 30, 0, 0, 250)];
        var sheet = ContactSheet.Make([.. pictures.Select(p => new ContactSheetEntry(p, "a caption"))], new ContactSheetOptions { Columns = 2 });
        int[] firstRows = [RowOf(sheet, 0), RowOf(sheet, 1), RowOf(sheet, 2)];
        Assert.True(firstRows[0] >= 0 && firstRows[0] == firstRows[1] && firstRows[2] > firstRows[0] + 30, string.Join(' ', firstRows));
    }

    [Fact]
    public void Large_pictures_are_made_smaller()
    {
        var sheet = ContactSheet.Make([new ContactSheetEntry(Plain(1000, 500, 1, 2, 3))], new ContactSheetOptions { CellSize = 100, Gap = 10 });
        Assert.Equal((120, 70), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void Captions_wrap_and_end_in_an_ellipsis()
    {
        var lines = PixelFont.Small.Wrap("two red apples on a wooden table beside a verylongwordthatfitsnowhere at noon", 80, 4);
        Assert.Equal(4, lines.Count);
        Assert.All(lines, line => Assert.InRange(PixelFont.Small.Measure(line), 0, 80));
        Assert.EndsWith("…", lines[3], StringComparison.Ordinal);
        Assert.Equal(["a", "b"], PixelFont.Small.Wrap("a\r\nb", 80));
    }

    [Fact]
    public void Any_character_can_be_drawn()
    {
        var picture = new Picture(60, 20, 3);
        PixelFont.Small.Draw(picture, -3, 2, "aé猫\U0001F408\t", Rgb.White);
        Assert.Contains(picture.Pixels, value => value > 128);
    }

    [Fact]
    public void No_picture_is_an_error() => Assert.Throws<ArgumentException>(() => ContactSheet.Make([]));

    private static int RowOf(Picture sheet, int channel)
    {
        for (var i = 0; i < sheet.Pixels.Length; i += 3)
        {
            if (sheet.Pixels[i + channel] == 250 && sheet.Pixels[i + ((channel + 1) % 3)] == 0 && sheet.Pixels[i + ((channel + 2) % 3)] == 0)
                return i / sheet.Stride;
        }

        return -1;
    }

    private static Picture Plain(int width, int height, byte r, byte g, byte b)
    {
        var picture = new Picture(width, height, 3);
        for (var i = 0; i < picture.Pixels.Length; i += 3)
            (picture.Pixels[i], picture.Pixels[i + 1], picture.Pixels[i + 2]) = (r, g, b);
        return picture;
    }
}
