using Atelier.Imaging;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;

namespace Atelier.Systems.Tests.TextToImage;

public class FluxCanvasTests
{
    [Fact]
    public void A_picture_is_extended_by_its_outermost_pixels_and_cut_again()
    {
        using var scope = Tensor.Scope();
        var canvas = new FluxCanvas(5, 3, 4);
        var picture = new Picture(5, 3, 3, [.. Enumerable.Range(0, 45).Select(i => (byte)(i * 5))]);

        var tensor = canvas.Tensor(picture);
        var whole = Models.PictureTensors.ToPicture(tensor);

        Assert.Equal([1, 3, 4, 8], tensor.Shape);
        Assert.Equal(picture.Row(2)[12..15].ToArray(), whole.Row(3)[21..24].ToArray());
        Assert.Equal(picture.Pixels, canvas.Finished(whole, null, null).Pixels);
    }

    [Fact]
    public void A_cell_is_painted_whole_where_one_of_its_pixels_is()
    {
        using var scope = Tensor.Scope();
        var canvas = new FluxCanvas(6, 4, 2);
        var picture = new Picture(6, 4, 1);
        picture.Row(3)[5] = 255;
        var mask = canvas.Fitted(picture, "mask");

        float[] pixels = canvas.Tensor(mask, 1).ToFloats(), cells = canvas.Tensor(mask, 2).ToFloats();

        Assert.Equal([23], Enumerable.Range(0, 24).Where(i => pixels[i] == 1));
        Assert.Equal([16, 17, 22, 23], Enumerable.Range(0, 24).Where(i => cells[i] == 1));
        Assert.Throws<RequestException>(() => canvas.Fitted(new Picture(6, 4, 1), "mask"));
    }
}
