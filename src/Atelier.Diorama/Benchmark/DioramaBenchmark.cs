using System.Diagnostics;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Benchmark;

/// <summary>Measures how fast pictures are rendered beside how fast Embree alone traces rays, and how noisy they are.</summary>
public static class DioramaBenchmark
{
    /// <summary>Runs it on scenes of the usual mixture at 128 x 128.</summary>
    /// <param name="scenes">How many, at least 1.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="referenceSamples">Paths per pixel of the reference; 0 skips it. 2,048 takes about half a minute per scene.</param>
    /// <param name="firstSeed">Seed of the first scene.</param>
    /// <param name="progress">Told the number of finished scenes.</param>
    /// <param name="cancellation">Stops between renders.</param>
    public static BenchmarkResult Run(
        int scenes = 32, int threads = 2, int referenceSamples = 2048, long firstSeed = 1_000_000, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scenes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(referenceSamples);
        var options = new RenderOptions { Threads = threads };
        Renderer.Render(SceneGenerator.FromSeed(firstSeed), options, cancellation);
        var (pairs, pairSeconds, pictureSeconds, errors) = (0L, 0.0, 0.0, new List<double>());
        for (var i = 0; i < scenes; i++)
        {
            // Bare rays and pictures take turns, so that a change of the machine's load meets both.
            var scene = SceneGenerator.FromSeed(firstSeed + i);
            var clock = Stopwatch.StartNew();
            pairs += BareRays.Trace(scene, options.Width, options.Height, threads);
            pairSeconds += clock.Elapsed.TotalSeconds;
            clock.Restart();
            var picture = Renderer.Render(scene, options, cancellation).ToPicture();
            pictureSeconds += clock.Elapsed.TotalSeconds;
            if (referenceSamples > 0)
            {
                var reference = Renderer.Render(scene, options with { Denoise = false, Samples = referenceSamples, NoiseSeed = 1 }, cancellation);
                errors.Add(Rmse(picture.Pixels, reference.ToPicture().Pixels));
            }

            progress?.Report(i + 1);
        }

        return new BenchmarkResult(
            scenes, threads, pairs / pairSeconds, scenes / pictureSeconds, errors.Count > 0 ? errors.Average() : double.NaN,
            errors.Count > 0 ? errors.Max() : double.NaN);
    }

    private static double Rmse(byte[] a, byte[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Average()) / 255;
}
