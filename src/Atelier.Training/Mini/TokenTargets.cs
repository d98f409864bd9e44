using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Training.Mini;

/// <summary>What a <see cref="TokenHead"/> is to say of each image token.</summary>
/// <param name="Classes">[B, N], Int64: as <see cref="TokenLabels.Classes"/></param>
/// <param name="Colours">[B, N], Int64: as <see cref="TokenLabels.Colours"/></param>
/// <param name="Depths">[B, N], log metres</param>
public sealed record TokenTargets(Tensor Classes, Tensor Colours, Tensor Depths)
{
    /// <summary>From the tensors of a cache.</summary>
    public static TokenTargets Of(Tensor classes, Tensor colours, Tensor depths) => new(classes.To(ScalarType.Int64), colours.To(ScalarType.Int64), depths);

    /// <summary>Those of a picture of half the side: each token has the labels of the first of its four.</summary>
    public TokenTargets Halved()
    {
        return new(First(Classes), First(Colours), First(Depths));

        static Tensor First(Tensor labels)
        {
            var side = (long)Math.Sqrt(labels.Size(1)) / 2;
            return labels.Reshape(-1, side, 2, side, 2).Select(4, 0).Select(2, 0).Flatten(1);
        }
    }

    /// <summary>Those of some tokens. [B, M]</summary>
    /// <param name="places">[B, M]</param>
    public TokenTargets At(Tensor places) => new(Classes.Gather(1, places), Colours.Gather(1, places), Depths.Gather(1, places));

    /// <summary>The same elsewhere.</summary>
    public TokenTargets To(Device device) => new(Classes.To(device), Colours.To(device), Depths.To(device));
}
