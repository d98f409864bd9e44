using Atelier.Torch;

namespace Atelier.Training.Runs;

/// <summary>What a run trains: networks, data, and a loss. The loop, the optimiser and the files are the run's.</summary>
/// <remarks>The loss must follow from the sample numbers and the generator alone, so that a run can be repeated exactly.</remarks>
public interface ITrainingTask : IDisposable
{
    /// <summary>The networks, with values.</summary>
    IReadOnlyList<TrainedNetwork> Networks { get; }

    /// <summary>Samples of the data now; asked again at the end of each pass, so that data may grow meanwhile.</summary>
    long SampleCount { get; }

    /// <summary>The mean loss of a batch.</summary>
    /// <param name="samples">Sample numbers, each in [0, <see cref="SampleCount"/>).</param>
    /// <param name="step">Random draws, and where further numbers are reported.</param>
    Tensor Loss(ReadOnlySpan<long> samples, StepContext step);

    /// <summary>Figures on held-out data; higher or lower is better as the name says.</summary>
    IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context) => new Dictionary<string, double>();

    /// <summary>Whether an evaluation with averaged weights looks at the plain ones as well; their figures are named <c>raw_...</c></summary>
    bool EvaluatesPlainWeights => false;

    /// <summary>Draws a sheet of samples, or nothing.</summary>
    /// <param name="path">File without extension.</param>
    /// <param name="context">Random draws of its own.</param>
    void DrawSamples(string path, EvaluationContext context)
    {
    }
}
