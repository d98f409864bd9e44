namespace Atelier.Diorama.Benchmark;

/// <summary>What <see cref="DioramaBenchmark"/> measured.</summary>
/// <param name="Scenes">Scenes that were measured.</param>
/// <param name="Threads">Threads of both rates.</param>
/// <param name="PairsPerSecond">Primary and shadow ray pairs that bare Embree traces in the same scenes.</param>
/// <param name="PicturesPerSecond">Whole pictures, from the scene to 8-bit values.</param>
/// <param name="Rmse">Root mean square error of sRGB values in 0..1 against the reference, mean over the scenes; NaN if none was made.</param>
/// <param name="WorstRmse">The worst scene's.</param>
public sealed record BenchmarkResult(
    int Scenes, int Threads, double PairsPerSecond, double PicturesPerSecond, double Rmse, double WorstRmse)
{
    /// <summary>What a picture costs, in the time of bare ray pairs; the bar is 3.5 million.</summary>
    public double PairsPerPicture => PairsPerSecond / PicturesPerSecond;
}
