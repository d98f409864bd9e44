namespace Atelier.Imaging.Tests.Files;

public sealed class PngTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Pixels_come_back_exactly(int channels)
    {
        var picture = Noise(17, 9, channels);
        var back = PictureFile.Open(PictureFile.Encode(picture));
        Assert.Equal((17, 9, channels), (back.Pixels.Width, back.Pixels.Height, back.Pixels.Channels));
        Assert.Equal(picture.Pixels, back.Pixels.Pixels);
    }

    [Fact]
    public void Sixteen_bits_come_back_exactly()
    {
        var picture = new Picture16(5, 4, 3);
        for (var i = 0; i < picture.Samples.Length; i++)
            picture.Samples[i] = (ushort)(i * 1097);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        PictureFile.Save(picture, path);
        var back = PictureFile.Open(path);
        File.Delete(path);
        Assert.Equal(picture.Samples, back.Samples16!.Samples);
        Assert.Equal(picture.ToPicture().Pixels, back.Pixels.Pixels);
    }

    [Fact]
    public void Texts_come_back_exactly()
    {
        var metadata = PictureMetadata.Empty
            .With(PictureMetadata.ParametersKey, "a café\nNegative prompt: blur\nSteps: 4")
            .With(PictureMetadata.AtelierKey, """{"prompt":"猫 🐈"}""");
        var back = PictureFile.Open(PictureFile.Encode(Noise(3, 3, 3), new SaveOptions { Metadata = metadata }));
        Assert.Equal(metadata.Text, back.Metadata.Text);
        Assert.Equal(metadata.Text[PictureMetadata.ParametersKey], back.Metadata.Parameters);
    }

    [Fact]
    public void Profile_exif_and_xmp_come_back_exactly()
    {
        var metadata = new PictureMetadata { IccProfile = new byte[500], Xmp = "<x/>"u8.ToArray() };
        var back = PictureFile.Open(PictureFile.Encode(Noise(3, 3, 1), new SaveOptions { Metadata = metadata })).Metadata;
        Assert.Equal(metadata.IccProfile.Value.ToArray(), back.IccProfile!.Value.ToArray());
        Assert.Equal(metadata.Xmp.Value.ToArray(), back.Xmp!.Value.ToArray());
    }

    [Fact]
    public void A_failed_save_leaves_nothing()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "a.png");
        Directory.CreateDirectory(path); // a folder stands in the way
        Assert.ThrowsAny<Exception>(() => PictureFile.Save(Noise(3, 3, 3), path));
        Assert.Empty(Directory.GetFiles(folder.FullName));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void An_ending_that_is_no_format_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => PictureFile.Save(Noise(3, 3, 3), "a.xyz"));
        Assert.Contains("'.XYZ'", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    internal static Picture Noise(int width, int height, int channels)
    {
        var picture = new Picture(width, height, channels);
        new Random(width * 31 + height * 7 + channels).NextBytes(picture.Pixels);
        return picture;
    }
}
