using Atelier.Imaging;
using Atelier.Models;
using Atelier.Systems.Pipelines;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>The size of the picture that is asked for, and the one that is painted: whole tokens, with more at the right and below.</summary>
/// <param name="Width">Columns of the result.</param>
/// <param name="Height">Rows of the result.</param>
/// <param name="Step">Pixels of a token's side.</param>
internal sealed record FluxCanvas(int Width, int Height, int Step)
{
    /// <summary>Columns that are painted.</summary>
    public int PaintedWidth => (Width + Step - 1) / Step * Step;

    /// <summary>Rows that are painted.</summary>
    public int PaintedHeight => (Height + Step - 1) / Step * Step;

    /// <summary>A picture at this size, as the autoencoder takes it; the outermost pixels are repeated beyond it. [1, 3, H, W] in -1..1</summary>
    public Tensor Tensor(Picture picture) => PictureTensors.ToTensor(Extended(Fitted(picture)));

    /// <summary>A picture as RGB at this size; the same pixels where it has it.</summary>
    public Picture Fitted(Picture picture)
    {
        var rgb = picture.ToRgb();
        return (rgb.Width, rgb.Height) == (Width, Height) ? rgb : rgb.Resize(Width, Height, ResizeFilter.Lanczos);
    }

    /// <summary>A mask at this size.</summary>
    /// <exception cref="RequestException">Nothing is light.</exception>
    public Mask Fitted(Picture mask, string what)
    {
        var grey = mask.WithoutAlpha().ToGrey();
        var fitted = Mask.From((grey.Width, grey.Height) == (Width, Height) ? grey : grey.Resize(Width, Height, ResizeFilter.Nearest));
        return fitted.Area > 0 ? fitted : throw new RequestException($"The {what} has no light pixel; what is painted anew must be light.");
    }

    /// <summary>A mask as a tensor, 0 beyond it. [1, 1, H, W] of 0 and 1</summary>
    /// <param name="mask">At this size.</param>
    /// <param name="cell">Where above 1, a cell of so many pixels a side is wholly 1 if one of its pixels is.</param>
    public Tensor Tensor(Mask mask, int cell)
    {
        var (width, height) = (PaintedWidth, PaintedHeight);
        var values = new float[width * height];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (mask[x, y])
                    values[(y / cell * cell * width) + (x / cell * cell)] = 1;
            }
        }

        for (var i = 0; cell > 1 && i < values.Length; i++)
            values[i] = values[(i / width / cell * cell * width) + (i % width / cell * cell)];
        return Torch.Tensor.From(values, 1, 1, height, width);
    }

    /// <summary>The result: cut to size, and with the first picture's own pixels wherever the mask is dark.</summary>
    public Picture Finished(Picture painted, Picture? original, Mask? mask)
    {
        var cut = (painted.Width, painted.Height) == (Width, Height) ? painted : painted.Crop(new PixelBox(0, 0, Width, Height));
        if (original is null || mask is null)
            return cut;
        for (var i = 0; i < Width * Height; i++)
        {
            if (mask.Cells[i] == 0)
                original.Pixels.AsSpan(i * 3, 3).CopyTo(cut.Pixels.AsSpan(i * 3, 3));
        }

        return cut;
    }

    private Picture Extended(Picture picture)
    {
        if ((PaintedWidth, PaintedHeight) == (Width, Height))
            return picture;
        var larger = new Picture(PaintedWidth, PaintedHeight, 3);
        for (var y = 0; y < larger.Height; y++)
        {
            for (var x = 0; x < larger.Width; x++)
                picture.Row(Math.Min(y, Height - 1)).Slice(Math.Min(x, Width - 1) * 3, 3).CopyTo(larger.Row(y)[(x * 3)..]);
        }

        return larger;
    }
}
