using Atelier.Models.Flux;
using Atelier.Torch;

namespace Atelier.Training.Mini;

/// <summary>At what size latents are painted: whole, or coarse, which is averaged to half the size and a quarter of the tokens.</summary>
/// <remarks>An autoencoder that was trained with a half-size share decodes coarse latents to the small picture.</remarks>
internal sealed class LatentStage : IDisposable
{
    private const int Factor = 2;
    private readonly int _wholeSize;

    private LatentStage(int wholeSize, int size, Tensor positions, double shift) =>
        (_wholeSize, Size, Positions, Shift) = (wholeSize, size, positions, shift);

    /// <summary>Side of a latent, latent pixels.</summary>
    public int Size { get; }

    /// <summary>Position ids of the tokens. [N, 3]</summary>
    public Tensor Positions { get; }

    /// <summary>Time shift towards noise.</summary>
    public double Shift { get; }

    /// <summary>Latents as they are.</summary>
    public static LatentStage Whole(int size, double shift, Device device) =>
        new(size, size, FluxLatents.Positions(size / 2, size / 2, device).Detached(), shift);

    /// <summary>Latents of half the size, at the places of the whole ones. Averaging makes noise smaller by the factor, so the shift is divided by it.</summary>
    public static LatentStage Coarse(int wholeSize, double shift, Device device)
    {
        using var scope = Tensor.Scope();
        var side = wholeSize / 2 / Factor;
        var places = FluxLatents.Positions(side, side, device).Narrow(1, 1, 2) * Factor + ((Factor - 1) / 2.0);
        var positions = Tensor.Cat([Tensor.Zeros([places.Size(0), 1], device: device), places], 1).Detached();
        return new(wholeSize, wholeSize / Factor, positions, shift / Factor);
    }

    /// <summary>A batch of whole latents at this stage; a coarse token has the labels of the first of its four.</summary>
    public LatentBatch Of(LatentBatch batch)
    {
        if (Size == _wholeSize)
            return batch;
        return batch with
        {
            Tokens = FluxLatents.Pack(FluxLatents.Unpack(batch.Tokens, _wholeSize, _wholeSize).AvgPool2d(Factor, Factor)),
            Labels = batch.Labels.Halved(),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Positions.Dispose();
}
