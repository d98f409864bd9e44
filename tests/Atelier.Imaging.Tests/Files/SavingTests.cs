namespace Atelier.Imaging.Tests.Files;

public sealed class SavingTests
{
    [Theory]
    [InlineData(PictureFormat.WebP, 3)]
    [InlineData(PictureFormat.WebP, 4)]
    [InlineData(PictureFormat.Bmp, 3)]
    [InlineData(PictureFormat.Bmp, 4)]
    public void Lossless_formats_give_the_pixels_back(PictureFormat format, int channels)
    {
        var picture = PngTests.Noise(19, 11, channels);
        var back = PictureFile.Open(PictureFile.Encode(picture, new SaveOptions { Format = format, Lossless = true }));
        Assert.Equal(format, back.Format);
        Assert.Equal(picture.Pixels, back.Pixels.Pixels);
    }

    [Theory]
    [InlineData(PictureFormat.Jpeg, 1, 3)]
    [InlineData(PictureFormat.Jpeg, 3, 3)]
    [InlineData(PictureFormat.WebP, 3, 8)]
    public void Lossy_formats_stay_near(PictureFormat format, int channels, int most)
    {
        var picture = new Picture(64, 48, channels);
        for (var i = 0; i < picture.Pixels.Length; i++)
            picture.Pixels[i] = (byte)(40 + (i / channels % 64 * 2) + (i / channels / 64)); // a smooth slope
        var back = PictureFile.Open(PictureFile.Encode(picture, new SaveOptions { Format = format, Quality = 98 }));
        Assert.Equal((64, 48, channels), (back.Pixels.Width, back.Pixels.Height, back.Pixels.Channels));
        Assert.True(picture.Pixels.Zip(back.Pixels.Pixels, (a, b) => Math.Abs(a - b)).Max() <= most);
    }

    [Theory]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.WebP)]
    public void Metadata_that_was_read_adds_nothing_that_was_not_there(PictureFormat format)
    {
        var first = PictureFile.Encode(PngTests.Noise(9, 7, 3), new SaveOptions { Format = format, Lossless = true });
        var stored = PictureFile.Open(first);
        Assert.Null(stored.Metadata.IccProfile);
        Assert.Null(stored.Metadata.Exif);
        Assert.Null(stored.Metadata.Xmp);

        var plain = PictureFile.Encode(stored.Pixels, new SaveOptions { Format = format, Lossless = true });
        Assert.Equal(plain, PictureFile.Encode(stored.Pixels, new SaveOptions { Format = format, Lossless = true, Metadata = stored.Metadata }));
    }

    [Theory]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.WebP)]
    public void Parameters_and_our_json_survive_every_format(PictureFormat format)
    {
        var metadata = PictureMetadata.Empty
            .With(PictureMetadata.ParametersKey, "a 猫 on a mat\nSteps: 4, Seed: 1, Size: 8x8")
            .With(PictureMetadata.AtelierKey, """{"seed":9007199254740991,"prompt":"é"}""");
        metadata = metadata with { IccProfile = new byte[321], Xmp = "<x/>"u8.ToArray() };
        var back = PictureFile.Open(PictureFile.Encode(PngTests.Noise(8, 8, 3), new SaveOptions { Format = format, Metadata = metadata })).Metadata;
        Assert.Equal(metadata.Parameters, back.Parameters);
        Assert.Equal(metadata.Text[PictureMetadata.AtelierKey], back.Text[PictureMetadata.AtelierKey]);
        Assert.Equal(metadata.IccProfile.Value.ToArray(), back.IccProfile!.Value.ToArray());
        Assert.Equal(metadata.Xmp.Value.ToArray(), back.Xmp!.Value.ToArray());
    }

    [Theory]
    [InlineData("jpeg_orientation6.jpg", PictureFormat.Jpeg)]
    [InlineData("jpeg_orientation6.jpg", PictureFormat.Png)]
    [InlineData("png_exif_orientation6.png", PictureFormat.WebP)]
    public void A_turned_picture_is_never_turned_twice(string name, PictureFormat format)
    {
        var stored = PictureFile.Open(Golden(name));
        var turned = stored.ToPicture();
        var saved = PictureFile.Open(PictureFile.Encode(turned, new SaveOptions { Format = format, Lossless = true, Metadata = stored.MetadataForSaving() }));
        Assert.Equal(1, saved.Metadata.Orientation);
        Assert.NotNull(saved.Metadata.Exif);
        Assert.Equal((turned.Width, turned.Height), (saved.ToPicture().Width, saved.ToPicture().Height));
    }

    [Fact]
    public void Parameters_of_a_jpeg_go_on_into_another_exif_block()
    {
        var stored = PictureFile.Open(Golden("jpeg_user_comment.jpg"));
        var metadata = stored.MetadataForSaving().With(PictureMetadata.ParametersKey, "new words\nSteps: 1");
        var back = PictureFile.Open(PictureFile.Encode(stored.Pixels, new SaveOptions { Format = PictureFormat.Jpeg, Metadata = metadata }));
        Assert.Equal("new words\nSteps: 1", back.Metadata.Parameters);
    }

    [Fact]
    public void The_profile_stays_when_the_pixels_stay()
    {
        var stored = PictureFile.Open(Golden("png_icc_display_p3.png"));
        Assert.Null(stored.MetadataForSaving().IccProfile);
        Assert.NotNull(stored.MetadataForSaving(converted: false).IccProfile);
    }

    [Fact]
    public void Options_out_of_range_are_named() =>
        Assert.Contains("101", Assert.Throws<ArgumentException>(() => PictureFile.Encode(new Picture(1, 1, 1), new SaveOptions { Quality = 101 })).Message, StringComparison.Ordinal);

    private static string Golden(string name) =>
        Path.Combine(Testing.RepositoryRoot.Path, "tests", "goldens", "image_files", name);
}
