using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Models;

/// <summary>Between pictures of bytes and tensors in -1..1.</summary>
public static class PictureTensors
{
    /// <summary>A picture as [1, 3, H, W] in -1..1; grey is repeated, alpha is dropped.</summary>
    public static Tensor ToTensor(Picture picture)
    {
        using var scope = Tensor.Scope();
        var bytes = Tensor.From(picture.Pixels, picture.Height, picture.Width, picture.Channels);
        var color = picture.Channels >= 3 ? bytes.Narrow(2, 0, 3) : bytes.Narrow(2, 0, 1).Expand(-1, -1, 3);
        return scope.Keep(color.Permute(2, 0, 1).Float().Mul(2 / 255.0).Sub(1).Unsqueeze(0).Contiguous());
    }

    /// <summary>The picture of a tensor [1, 3, H, W] or [3, H, W] in -1..1, clamped and rounded.</summary>
    public static Picture ToPicture(Tensor tensor)
    {
        using var scope = Tensor.Scope();
        var planes = tensor.Rank == 4 ? tensor.Squeeze(0) : tensor;
        var bytes = planes.Detach().To(Device.Cpu).Float().Add(1).Mul(127.5).Round().Clamp(0, 255).To(ScalarType.UInt8).Permute(1, 2, 0);
        return new((int)planes.Size(2), (int)planes.Size(1), (int)planes.Size(0), bytes.ToArray<byte>());
    }
}
