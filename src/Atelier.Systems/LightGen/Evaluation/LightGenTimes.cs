namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>Where the time of one picture goes, seconds.</summary>
/// <param name="Text">Encoding the prompt.</param>
/// <param name="Transformer">All runs of the transformer.</param>
/// <param name="Head">All diffusion steps of all tokens.</param>
/// <param name="Decode">The autoencoder's decoder.</param>
/// <param name="Whole">From prompt to picture.</param>
public sealed record LightGenTimes(double Text, double Transformer, double Head, double Decode, double Whole);
