using Atelier.Imaging;
using Atelier.Models;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Systems.Teachers;

/// <summary>A painted set, encoded: pictures of another model with the captions that it was asked.</summary>
public sealed class PaintedTeacher : ITeacher, IDisposable
{
    private const int Batch = 16;
    private readonly SafetensorsTensors _file;
    private readonly Tensor _latents;

    /// <summary>Opens a set and encodes its pictures, plain and mirrored, where that is missing or of another autoencoder.</summary>
    /// <param name="folder">The set.</param>
    /// <param name="cache">Whose autoencoder encodes.</param>
    /// <param name="tell">Told of the encoding; may be null.</param>
    /// <exception cref="SettingException">The set is empty, or its pictures have another size than the scenes.</exception>
    public PaintedTeacher(PaintedFolder folder, LatentCache cache, Action<string>? tell = null)
    {
        Lines = folder.Read();
        if (Lines.Count == 0)
            throw new SettingException($"'{folder.Path}' holds no painted pictures.");
        var path = Path.Combine(folder.Path, $"latents-{cache.AutoencoderFingerprint[..12]}-{Lines.Count}.safetensors");
        if (!File.Exists(path))
        {
            Encode(folder, cache, path);
            tell?.Invoke($"encoded {Lines.Count} painted pictures of '{folder.Path}'");
        }

        _file = SafetensorsTensors.Open(path);
        _latents = _file.Read(LatentKey).Detached();
    }

    /// <summary>What each picture was asked to show.</summary>
    public IReadOnlyList<PaintedLine> Lines { get; }

    /// <inheritdoc/>
    public long Count => Lines.Count;

    private static string LatentKey => "latents";

    /// <inheritdoc/>
    public TeacherSample this[long index]
    {
        get
        {
            var line = Lines[(int)index];
            return new(_latents.Select(0, index), [new(line.Style, line.Caption)], line.MayMirror, line.Teacher, line.Seed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _latents.Dispose();
        _file.Dispose();
    }

    private void Encode(PaintedFolder folder, LatentCache cache, string path)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var latents = new List<Tensor>();
        foreach (var lines in Lines.Chunk(Batch))
        {
            using var inner = Tensor.Scope();
            var plain = Tensor.Cat([.. lines.Select(l => Load(folder, l, cache))]);
            latents.Add(inner.Keep(Latents(plain, cache)));
        }

        StateDict.Save([(LatentKey, Tensor.Cat([.. latents]))], path);
    }

    // [B, 2, C, h, w], half precision, as the cache has them
    private static Tensor Latents(Tensor plain, LatentCache cache)
    {
        var device = cache.Autoencoder.Parameters().First().Parameter.Value.Device;
        var both = Tensor.Stack([plain, plain.Flip(3)], 1).Flatten(0, 1).To(device);
        var mean = cache.Autoencoder.Scale(cache.Autoencoder.Encode(both).Mean);
        return mean.Reshape([plain.Size(0), 2, .. mean.Shape[1..]]).To(Device.Cpu, ScalarType.Float16);
    }

    private static Tensor Load(PaintedFolder folder, PaintedLine line, LatentCache cache)
    {
        var picture = PictureFile.Load(folder.FileOf(line));
        var side = cache.LatentSize * cache.Autoencoder.Config.Stride;
        return picture.Width == side && picture.Height == side
            ? PictureTensors.ToTensor(picture)
            : throw new SettingException($"'{folder.FileOf(line)}' is {picture.Width} x {picture.Height}; the scenes are {side} x {side}.");
    }
}
