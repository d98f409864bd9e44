using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Training.Mini.Latents;

/// <summary>One encoded shard over its mapped file.</summary>
internal sealed class LatentShard : IDisposable
{
    private readonly SafetensorsTensors _file;
    private readonly LatentCaption[][] _captions;
    private readonly Dictionary<string, Tensor> _tensors;
    private readonly byte[] _mayMirror;

    public LatentShard(string path)
    {
        _file = SafetensorsTensors.Open(path);
        _captions = JsonSerializer.Deserialize<LatentCaption[][]>(_file.Metadata[LatentEncoder.Captions])!;
        _tensors = _file.Names.ToDictionary(n => n, n => _file.Read(n).Detached());
        using var scope = Tensor.Scope();
        _mayMirror = _tensors[LatentEncoder.MayMirror].To(ScalarType.UInt8).ToArray<byte>();
    }

    public int Count => _captions.Length;

    public IReadOnlyList<LatentCaption> CaptionsOf(int index) => _captions[index];

    public bool MayMirror(int index) => _mayMirror[index] != 0;

    /// <summary>A tensor of the whole shard, by its key in <see cref="LatentEncoder"/>; the shard owns it.</summary>
    public Tensor Whole(string key) => _tensors[key];

    public LatentScene this[int index] => new(
        _captions[index],
        MayMirror(index),
        _tensors[LatentEncoder.Latents].Select(0, index),
        _tensors[LatentEncoder.Classes].Select(0, index),
        _tensors[LatentEncoder.Colours].Select(0, index),
        _tensors[LatentEncoder.Depths].Select(0, index));

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _file.Dispose();
    }
}
