using Atelier.Imaging.Files.Exif;
using FsCheck.Xunit;

namespace Atelier.Imaging.Tests.Files;

public sealed class ExifTests
{
    [Fact]
    public void Texts_are_set_and_replaced()
    {
        var exif = ExifBlock.Empty();
        exif.SetUserComment("one");
        exif.SetDescription("two");
        exif.SetUserComment("三, \U0001F408");
        var back = ExifBlock.Parse(exif.ToArray())!;
        Assert.Equal("三, \U0001F408", back.UserComment);
        Assert.Equal("two", back.Description);
        Assert.Equal(1, back.Orientation);
    }

    [Fact]
    public void The_thumbnail_goes_and_the_rest_stays()
    {
        byte[] exif = // little-endian: orientation 6, then a second folder with a thumbnail of four bytes
        [
            0x49, 0x49, 42, 0, 8, 0, 0, 0,
            1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 26, 0, 0, 0,
            2, 0, 1, 2, 4, 0, 1, 0, 0, 0, 56, 0, 0, 0, 2, 2, 4, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
            0xff, 0xd8, 0xaa, 0xbb,
        ];
        var block = ExifBlock.Parse(exif)!;
        Assert.Equal(6, block.Orientation);
        block.RemoveThumbnail();
        block.ResetOrientation();
        var bytes = block.ToArray();
        Assert.DoesNotContain((byte)0xaa, bytes);
        Assert.Equal(0, bytes[22]); // no second folder any more
        Assert.Equal(1, ExifBlock.Parse(bytes)!.Orientation);
    }

    /// <summary>A block of any bytes can be read, cleaned and written to.</summary>
    [Property(MaxTest = 500)]
    public void Any_block_is_handled(byte[] tail, bool little)
    {
        var head = little ? "II*\0\b\0\0\0"u8 : "MM\0*\0\0\0\b"u8;
        if (ExifBlock.Parse([.. head, .. tail ?? [], .. new byte[6]]) is not { } exif)
            return;
        Assert.InRange(exif.Orientation, 1, 8);
        _ = (exif.UserComment, exif.Description);
        exif.RemoveThumbnail();
        exif.ResetOrientation();
        exif.SetUserComment("words");
        exif.SetDescription("more");
        Assert.Equal(("words", "more"), (exif.UserComment, exif.Description));
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0, 0x62, 0 }, false, "ab")] // little-endian text in a big-endian block
    [InlineData(new byte[] { 0, 0x61, 0, 0x62 }, true, "ab")] // and the other way round, as widely used writers do
    [InlineData(new byte[] { 0xff, 0xfe, 0x2b, 0x73 }, false, "猫")]
    [InlineData(new byte[] { 0x2b, 0x73 }, true, "猫")]
    public void The_byte_order_of_comments_is_found(byte[] text, bool little, string expected) =>
        Assert.Equal(expected, ExifText.Read([.. "UNICODE\0"u8, .. text], little));
}
