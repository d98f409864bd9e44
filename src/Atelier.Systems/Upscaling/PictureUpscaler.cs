using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Upscaling;
using Atelier.Systems.Pipelines;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.Upscaling;

/// <summary>Enlarges pictures by a network, in tiles where they are large.</summary>
/// <remarks>One call at a time. Fine structure that the picture does not hold is the network's guess.</remarks>
public sealed class PictureUpscaler : IDisposable
{
    /// <summary>Side of a tile where nothing is said, pixels of what goes in.</summary>
    public const int UsualTile = 512;

    /// <summary>Least side of a tile.</summary>
    public const int LeastTile = 64;

    /// <summary>Field of a picture's text that names the upscaler, as web UIs write it.</summary>
    public const string NameField = "Postprocess upscaler";

    /// <summary>Field of a picture's text that says how many times it was enlarged.</summary>
    public const string ScaleField = "Postprocess upscale by";

    // What a tile sees beyond its edges and throws away, so that no seam is left.
    private const int Margin = 32;

    private readonly UpscalingNetwork _network;

    private PictureUpscaler(string name, UpscalingNetwork network) => (Name, _network) = (name, network);

    /// <summary>What the user calls it.</summary>
    public string Name { get; }

    /// <summary>How many times as wide and high its results are.</summary>
    public int Scale => _network.Scale;

    /// <summary>Opens an upscaler.</summary>
    /// <param name="nameOrPath">A file of weights, a folder with one, or the name of a shipped one.</param>
    /// <exception cref="RequestException">There is none, or it is no upscaler.</exception>
    public static PictureUpscaler Open(string nameOrPath)
    {
        var path = File.Exists(nameOrPath) ? nameOrPath : Find(nameOrPath);
        try
        {
            return new(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(nameOrPath)), UpscalerFile.Open(path));
        }
        catch (Exception error) when (error is WeightException or Models.Configs.ConfigException)
        {
            throw new RequestException(error.Message);
        }
    }

    private static string Find(string name)
    {
        try
        {
            return ModelCatalog.Find(name);
        }
        catch (RequestException)
        {
            // Its message lists models that paint.
            var others = ModelCatalog.Networks().Select(n => n.Name).Where(n => n.EndsWith("-x2", StringComparison.Ordinal) || n.EndsWith("-x4", StringComparison.Ordinal)).ToArray();
            throw new RequestException($"There is no upscaler '{name}': a file or a folder of one is needed{(others.Length == 0 ? "" : $", or a name: {string.Join(", ", others)}")}.");
        }
    }

    /// <summary>The enlarged picture: colours by the network, alpha by Lanczos' filter.</summary>
    /// <param name="picture">Any picture; grey stays grey.</param>
    /// <param name="tile">Side of a tile, pixels of what goes in; at least <see cref="LeastTile"/>.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Takes effect between tiles.</param>
    /// <exception cref="RequestException">The tile is too small, or the result would not fit a picture.</exception>
    public Picture Run(Picture picture, int tile = UsualTile, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (tile < LeastTile)
            throw new RequestException($"tile {tile} was given; allowed: {LeastTile} and more.");
        var (width, height) = ((long)picture.Width * Scale, (long)picture.Height * Scale);
        if (width * height * Math.Max(3, picture.Channels) > Array.MaxLength)
            throw new RequestException($"{picture.Width} x {picture.Height} enlarged {Scale} times is {width} x {height}, which is more than a picture holds.");

        using var noGrad = new NoGrad();
        var result = new Picture((int)width, (int)height, 3);
        var (columns, rows) = ((picture.Width + tile - 1) / tile, (picture.Height + tile - 1) / tile);
        var rgb = picture.ToRgb();
        for (var i = 0; i < columns * rows; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (left, top) = (i % columns * tile, i / columns * tile);
            var own = new PixelBox(left, top, Math.Min(left + tile, rgb.Width), Math.Min(top + tile, rgb.Height));
            Place(Enlarged(rgb, own), result, own);
            progress?.Report((i + 1.0) / (columns * rows));
        }

        return WithOtherChannels(picture, result);
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    // The enlarged pixels of a box, computed with what lies around it.
    private Picture Enlarged(Picture picture, PixelBox own)
    {
        using var scope = Tensor.Scope();
        var seen = new PixelBox(
            Math.Max(0, own.Left - Margin), Math.Max(0, own.Top - Margin), Math.Min(picture.Width, own.Right + Margin), Math.Min(picture.Height, own.Bottom + Margin));
        var x = (PictureTensors.ToTensor(picture.Crop(seen)) + 1) / 2;
        var (right, bottom) = (Missing(seen.Width), Missing(seen.Height));
        if (right + bottom > 0)
            x = x.ReplicationPad(0, right, 0, bottom);
        var y = FiniteNumbers.Require(_network.Forward(x), Name, "when it enlarged the picture");
        var part = y.Narrow(2, (own.Top - seen.Top) * Scale, own.Height * Scale).Narrow(3, (own.Left - seen.Left) * Scale, own.Width * Scale);
        return PictureTensors.ToPicture((part * 2) - 1);
    }

    private int Missing(int side) => (_network.SizeStep - (side % _network.SizeStep)) % _network.SizeStep;

    private void Place(Picture part, Picture whole, PixelBox box)
    {
        for (var y = 0; y < part.Height; y++)
            part.Row(y).CopyTo(whole.Row((box.Top * Scale) + y)[(box.Left * Scale * 3)..]);
    }

    private static Picture WithOtherChannels(Picture from, Picture rgb)
    {
        if (from.Channels == 3)
            return rgb;
        var result = from.Resize(rgb.Width, rgb.Height, ResizeFilter.Lanczos);
        var grey = from.Channels < 3 ? rgb.ToGrey() : null;
        for (var i = 0; i < rgb.Width * rgb.Height; i++)
        {
            if (grey is not null)
                result.Pixels[i * from.Channels] = grey.Pixels[i];
            else
                rgb.Pixels.AsSpan(i * 3, 3).CopyTo(result.Pixels.AsSpan(i * 4, 3));
        }

        return result;
    }
}
