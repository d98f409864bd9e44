using Atelier.Torch;

namespace Atelier.Models.Reuse;

/// <summary>Takes features of earlier steps in place of computed ones: faster, and no longer exact.</summary>
/// <remarks>One object serves the steps of one picture under one prompt, in their order.</remarks>
public abstract class FeatureCache : IDisposable
{
    private readonly List<Tensor> _kept = [];

    /// <summary>Timestep of the next call, 0 (clean) to 1000 (noise); the caller sets it.</summary>
    public double Timestep { get; set; }

    /// <summary>Parts that were computed so far.</summary>
    public int Computed { get; private protected set; }

    /// <summary>Parts that were taken from earlier steps so far.</summary>
    public int Reused { get; private protected set; }

    /// <summary>Frees what is kept.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs the blocks of a network, or what takes the place of some of them.</summary>
    /// <param name="tokens">Streams before the first block. [B, N, C]</param>
    /// <param name="output">Index of the stream that is read out.</param>
    /// <param name="first">The first block.</param>
    /// <param name="rest">All others.</param>
    internal virtual Tensor[] Blocks(Tensor[] tokens, int output, Func<Tensor[], Tensor[]> first, Func<Tensor[], Tensor[]> rest) => rest(first(tokens));

    /// <summary>The outputs of an attention layer, or what takes their place.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="batch">Rows of the batch.</param>
    /// <param name="compute">Computes them; null for streams whose tokens are not needed.</param>
    internal virtual Tensor?[] Attention(int layer, long batch, Func<Tensor?[]> compute) => compute();

    /// <summary>Frees what is kept.</summary>
    protected virtual void Dispose(bool disposing)
    {
        foreach (var tensor in _kept)
            tensor.Dispose();
        _kept.Clear();
    }

    /// <summary>A tensor that outlives the step, until it is let go or this is disposed.</summary>
    private protected Tensor Keep(Tensor tensor)
    {
        // An alias of its own, since the tensor itself belongs to the step's scope.
        var kept = tensor.Detach().Detached();
        _kept.Add(kept);
        return kept;
    }

    /// <summary>Frees a kept tensor.</summary>
    private protected void LetGo(Tensor? tensor)
    {
        if (tensor is not null && _kept.Remove(tensor))
            tensor.Dispose();
    }
}
