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

    public LatentShard(string path)
    {
        _file = SafetensorsTensors.Open(path);
        _captions = JsonSerializer.Deserialize<LatentCaption[][]>(_file.Metadata[LatentEncoder.Captions])!;
        _tensors = _file.Names.ToDictionary(n => n, n => _file.Read(n).Detached());
    }

    public int Count => _captions.Length;

    public LatentScene this[int index] => new(
        _captions[index],
        _tensors[LatentEncoder.MayMirror].Select(0, index).Item() != 0,
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
