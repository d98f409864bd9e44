using System.Globalization;
using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Systems.Upscaling;

namespace Atelier.Cli.Upscaling;

/// <summary>Enlarges finished pictures, and notes it in their texts under the names that web UIs use.</summary>
/// <param name="name">Name or file of the upscaler.</param>
/// <param name="tile">Side of a tile.</param>
internal sealed class Enlargement(string name, int tile = PictureUpscaler.UsualTile) : IDisposable
{
    /// <summary>The upscaler that ships.</summary>
    public const string DefaultName = "mini-x2";

    private PictureUpscaler? _upscaler;

    /// <summary>Opens the upscaler, so that a wrong name is known before the work begins.</summary>
    public PictureUpscaler Open() => _upscaler ??= PictureUpscaler.Open(name);

    /// <summary>The enlarged picture with its texts.</summary>
    public (Picture Picture, PictureMetadata Metadata) Of(Picture picture, PictureMetadata metadata, StatusLine status, CancellationToken cancellation)
    {
        var upscaler = Open();
        var larger = upscaler.Run(picture, tile, new Share(done => status.Show($"upscale {upscaler.Name}", done)), cancellation);
        return (larger, Noted(metadata, upscaler));
    }

    public void Dispose() => _upscaler?.Dispose();

    private PictureMetadata Noted(PictureMetadata metadata, PictureUpscaler upscaler)
    {
        if (metadata.Parameters is not { } parameters || GenerationText.Parse(parameters) is not { Fields.Count: > 0 } text)
            return metadata;
        text = text.With(PictureUpscaler.ScaleField, upscaler.Scale.ToString(CultureInfo.InvariantCulture)).With(PictureUpscaler.NameField, upscaler.Name);
        // A JPEG keeps them under another key, which would go on to say the old ones beside these.
        var others = metadata.Text.Where(t => t.Key != "UserComment").ToDictionary();
        return (metadata with { Text = others }).With(PictureMetadata.ParametersKey, text.ToString());
    }

    // Told on the thread that works.
    private sealed class Share(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
