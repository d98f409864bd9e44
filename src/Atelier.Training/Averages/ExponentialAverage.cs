using Atelier.Torch;
using Atelier.Training.Optimizers;

namespace Atelier.Training.Averages;

/// <summary>A slowly following copy of the trained weights, which usually draws better pictures than the weights themselves.</summary>
public sealed class ExponentialAverage : IDisposable
{
    private readonly (TrainedTensor Source, Tensor Shadow)[] _pairs;

    /// <summary>Starts as a copy of the weights.</summary>
    public ExponentialAverage(IEnumerable<TrainedTensor> parameters, AverageConfig config)
    {
        Config = config;
        using var noGrad = new NoGrad();
        _pairs = [.. parameters.Select(p => (p, p.Value.Detach().Clone().Detached()))];
    }

    /// <summary>How fast it forgets.</summary>
    public AverageConfig Config { get; }

    /// <summary>Updates so far.</summary>
    public long Updates { get; internal set; }

    /// <summary>The averaged values under their parameters' names.</summary>
    public IEnumerable<TrainedTensor> Shadows => _pairs.Select(p => p.Source with { Value = p.Shadow });

    /// <summary>Moves towards the weights.</summary>
    public void Update()
    {
        using var noGrad = new NoGrad();
        var weight = 1 - Config.DecayAt(++Updates);
        TensorLists.LerpInPlace(Array.ConvertAll(_pairs, p => p.Shadow), Array.ConvertAll(_pairs, p => p.Source.Value), weight);
    }

    /// <summary>Exchanges the weights with the average, until the result is disposed.</summary>
    public IDisposable Swap()
    {
        Exchange();
        return new SwapBack(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, shadow) in _pairs)
            shadow.Dispose();
    }

    private void Exchange()
    {
        using var noGrad = new NoGrad();
        foreach (var (source, shadow) in _pairs)
        {
            using var scope = Tensor.Scope();
            var held = source.Value.Clone();
            source.Value.CopyInPlace(shadow);
            shadow.CopyInPlace(held);
        }
    }

    private sealed class SwapBack(ExponentialAverage average) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            if (!_done)
                average.Exchange();
            _done = true;
        }
    }
}
