namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>Where the time of one picture goes, seconds.</summary>
/// <param name="Text">Encoding the prompt.</param>
/// <param name="Transformer">All runs of the transformer.</param>
/// <param name="Head">All diffusion steps of all tokens.</param>
/// <param name="Decode">The autoencoder's decoder.</param>
/// <param name="Whole">From prompt to picture.</param>
public sealed record LightGenTimes(double Text, double Transformer, double Head, double Decode, double Whole)
{
    /// <summary>Times that the transformer ran.</summary>
    public int Steps { get; init; }

    /// <summary>Diffusion steps of each token.</summary>
    public int HeadSteps { get; init; }

    /// <summary>Strength of guidance; 1 runs everything once.</summary>
    public double Guidance { get; init; }

    /// <summary>Columns.</summary>
    public int Width { get; init; }

    /// <summary>Rows.</summary>
    public int Height { get; init; }
}
