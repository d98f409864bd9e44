using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>What steers a walk by a picture, during a part of it.</summary>
/// <param name="Scale">Strength; 0 is none.</param>
/// <param name="Start">Share of the walk, 0 to 1, before which it rests.</param>
/// <param name="End">Share of the walk, 0 to 1, after which it rests.</param>
public abstract record LatentControl(double Scale, double Start, double End)
{
    /// <summary>This control with what all steps share worked out, for a batch.</summary>
    internal abstract LatentControl Prepare(long batch);

    /// <summary>The inputs with this control's part added.</summary>
    internal abstract UNetInputs AddTo(UNetInputs inputs, Tensor sample, LatentBranches branches);

    /// <summary>A step belongs where the whole of it lies between start and end.</summary>
    internal bool ActiveAt(int step, int steps) => Scale != 0 && (double)step / steps >= Start && (step + 1.0) / steps <= End;

    private protected static Tensor Batch(Tensor picture, long batch) => picture.Size(0) == batch || picture.Size(0) == 1
        ? picture.Expand(batch, -1, -1, -1)
        : throw new ArgumentException($"{picture.Size(0)} control pictures were given for a batch of {batch}; give one, or one for each.");
}
