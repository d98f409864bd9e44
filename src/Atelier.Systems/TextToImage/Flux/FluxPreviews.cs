using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Previews while a picture forms: decoded where the autoencoder is small, else by a matrix that the first decoded one gives.</summary>
internal sealed class FluxPreviews(AutoencoderKL autoencoder, FluxPainter painter) : IDisposable
{
    private const long Small = 20_000_000;

    private readonly bool _decodes = autoencoder.ParameterCount() <= Small;
    private LatentColours? _colours;

    /// <summary>The picture of packed latents.</summary>
    public Picture Of(Tensor tokens, FluxTask task)
    {
        using var scope = Tensor.Scope();
        if (_colours is not null)
            return _colours.Show(painter.Unpacked(tokens, task));
        var decoded = painter.Decode(tokens, task);
        if (!_decodes)
            _colours = LatentColours.Fit(painter.Unpacked(tokens, task), decoded);
        return PictureTensors.ToPicture(decoded);
    }

    public void Dispose() => _colours?.Dispose();
}
