using Atelier.Imaging;
using Atelier.Models.Flux;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Tokens;

/// <summary>
/// Latent pixels of denoised patches whose picture pixels are all known: at every noise level they are held at what is known, so that what is painted beside them fits.
/// </summary>
/// <remarks>(Lugmayr et al. 2022, arXiv 2201.09865, without resampling.)</remarks>
internal sealed class KnownCells
{
    private readonly Tensor _isKnown;
    private readonly Tensor _known;
    private readonly Tensor _noise;

    private KnownCells(Tensor isKnown, Tensor known, Tensor noise) => (_isKnown, _known, _noise) = (isKnown, known, noise);

    /// <summary>The cells of a picture, in the caller's scope; null where there are none.</summary>
    /// <param name="unknown">The pixels to paint.</param>
    /// <param name="cell">Pixels of a latent pixel's side.</param>
    /// <param name="patches">Tokens that are denoised.</param>
    /// <param name="noise">What they start from, [1, N, 4 C].</param>
    /// <param name="encoded">The encoded picture, [1, C, h, w]; asked for where it is needed.</param>
    public static KnownCells? Of(Mask unknown, int cell, TokenChoice patches, Tensor noise, Func<Tensor> encoded)
    {
        var (channels, rows, columns) = (noise.Size(2) / 4, unknown.Height / cell, unknown.Width / cell);
        var isKnown = new bool[rows * columns];
        for (var i = 0; i < isKnown.Length; i++)
            isKnown[i] = unknown.IsEmpty(i % columns * cell, i / columns * cell, cell);
        var cells = patches.Of(FluxLatents.Pack(Tensor.From(isKnown, 1, 1, rows, columns).Expand(1, channels, rows, columns)));
        return cells.Any().Item() == 0 ? null : new(cells.To(noise.Device), patches.Of(FluxLatents.Pack(encoded())), noise);
    }

    /// <summary>The tokens with known cells as they are at a noise level. [1, N, 4 C]</summary>
    public Tensor Hold(Tensor tokens, double sigma) => Tensor.Where(_isKnown, (_known * (1 - sigma)) + (_noise * sigma), tokens);
}
