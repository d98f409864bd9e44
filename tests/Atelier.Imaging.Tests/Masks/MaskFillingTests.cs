namespace Atelier.Imaging.Tests.Masks;

public sealed class MaskFillingTests
{
    [Fact]
    public void Known_pixels_stay_and_a_hole_in_a_ramp_is_filled_with_about_the_ramp()
    {
        var picture = new Picture(48, 33, 3);
        for (var i = 0; i < picture.Pixels.Length; i++)
            picture.Pixels[i] = (byte)(4 * (i / 3 % 48));
        var unknown = new Mask(48, 33);
        for (var i = 0; i < unknown.Cells.Length; i++)
            unknown.Cells[i] = i % 48 is >= 16 and < 30 && i / 48 is >= 10 and < 24 ? (byte)1 : (byte)0;
        var holed = new Picture(48, 33, 3, [.. picture.Pixels]);
        for (var i = 0; i < unknown.Cells.Length; i++)
        {
            if (unknown.Cells[i] != 0)
                holed.Pixels.AsSpan(i * 3, 3).Clear();
        }

        var filled = MaskFilling.Filled(holed, unknown);
        for (var i = 0; i < unknown.Cells.Length; i++)
            Assert.InRange(filled.Pixels[i * 3] - picture.Pixels[i * 3], unknown.Cells[i] == 0 ? 0 : -30, unknown.Cells[i] == 0 ? 0 : 30);
    }

    [Fact]
    public void A_frame_takes_the_colour_of_what_it_surrounds()
    {
        var picture = new Picture(40, 24, 3);
        picture.Pixels.AsSpan().Fill(200);
        var unknown = new Mask(40, 24);
        for (var i = 0; i < unknown.Cells.Length; i++)
            unknown.Cells[i] = i % 40 is < 8 or >= 32 ? (byte)1 : (byte)0;
        Assert.All(MaskFilling.Filled(picture, unknown).Pixels, p => Assert.Equal(200, p));
    }

    [Fact]
    public void Nothing_known_is_refused()
    {
        var unknown = new Mask(8, 8);
        Array.Fill(unknown.Cells, (byte)1);
        Assert.Contains("nothing known", Assert.Throws<ArgumentException>(() => MaskFilling.Filled(new Picture(8, 8, 3), unknown)).Message, StringComparison.Ordinal);
        Assert.Contains("8 x 8", Assert.Throws<ArgumentException>(() => MaskFilling.Filled(new Picture(9, 8, 3), unknown)).Message, StringComparison.Ordinal);
    }
}
