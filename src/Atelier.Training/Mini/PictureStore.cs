using Atelier.Imaging;
using Atelier.Models;
using Atelier.Torch;

namespace Atelier.Training.Mini;

/// <summary>The pictures of a dataset as batches of tensors: decoded each time for the CPU, kept as bytes in the memory of a GPU.</summary>
/// <param name="scenes">The dataset; not owned.</param>
/// <param name="device">Where batches are wanted.</param>
internal sealed class PictureStore(DioramaScenes scenes, Device device) : IDisposable
{
    private const int DecodedAtOnce = 256;
    private Tensor? _bytes; // [room, H, W, 3] on the GPU
    private long _count;

    /// <summary>Takes in the scenes that the dataset has by now.</summary>
    public void Refresh()
    {
        if (device.Type == DeviceType.Cpu)
            return;
        using var noGrad = new NoGrad();
        for (; _count < scenes.Count; _count += DecodedAtOnce)
        {
            using var scope = Tensor.Scope();
            var records = Enumerable.Range(0, (int)Math.Min(DecodedAtOnce, scenes.Count - _count)).Select(i => scenes.Read(_count + i)).ToArray();
            var pixels = records.AsParallel().AsOrdered().Select(r => Rgb(PictureFile.Load(r.Picture))).ToArray();
            Grow(_count + records.Length);
            _bytes!.Narrow(0, _count, records.Length)
                .CopyInPlace(Tensor.From<byte>([.. pixels.SelectMany(p => p)], records.Length, scenes.Size, scenes.Size, 3));
            if (records.Length < DecodedAtOnce)
            {
                _count += records.Length;
                break;
            }
        }
    }

    /// <summary>[B, 3, H, W] in -1..1.</summary>
    public Tensor Batch(ReadOnlySpan<long> indices)
    {
        if (_bytes is null)
            return Tensor.Cat(Array.ConvertAll(indices.ToArray(), i => PictureTensors.ToTensor(PictureFile.Load(scenes.Read(i).Picture)))).To(device);
        var chosen = _bytes.IndexSelect(0, Tensor.From(indices.ToArray(), indices.Length).To(device));
        return chosen.Permute(0, 3, 1, 2).Float().Mul(2 / 255.0).Sub(1).Contiguous();
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes?.Dispose();

    private static byte[] Rgb(Picture picture) => picture.Channels == 3
        ? picture.Pixels
        : throw new InvalidDataException($"A picture of the dataset has {picture.Channels} channels; 3 are needed.");

    private void Grow(long needed)
    {
        var room = _bytes?.Size(0) ?? 0;
        if (room >= needed)
            return;
        var larger = Tensor.Zeros([Math.Max(2 * room, Math.Max(needed, 4096)), scenes.Size, scenes.Size, 3], ScalarType.UInt8, device).Detached();
        if (_bytes is not null)
            larger.Narrow(0, 0, room).CopyInPlace(_bytes);
        _bytes?.Dispose();
        _bytes = larger;
    }
}
