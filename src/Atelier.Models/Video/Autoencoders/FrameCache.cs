using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders;

/// <summary>What the layers of an autoencoder keep from one stretch of frames for the next.</summary>
internal sealed class FrameCache : IDisposable
{
    private readonly Dictionary<object, Tensor> _frames = [];

    /// <summary>True for the first stretch of a video.</summary>
    public bool IsFirst { get; private set; } = true;

    /// <summary>What a layer kept, or null.</summary>
    public Tensor? this[object layer] => _frames.GetValueOrDefault(layer);

    /// <summary>Keeps frames for a layer, in memory of their own, in place of those before.</summary>
    public void Keep(object layer, Tensor frames)
    {
        var copy = frames.Clone().Detached();
        if (_frames.Remove(layer, out var before))
            before.Dispose();
        _frames.Add(layer, copy);
    }

    /// <summary>The next stretch begins.</summary>
    public void Advance() => IsFirst = false;

    /// <summary>Frees what was kept.</summary>
    public void Dispose()
    {
        foreach (var frames in _frames.Values)
            frames.Dispose();
        _frames.Clear();
    }
}
