using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Rendering;

/// <summary>Renders scenes by path tracing; see <see cref="RenderOptions"/> for quality against time.</summary>
/// <remarks>
/// Light at the first surface is kept apart from the surface's reflectance, per pixel and per surface in it, and
/// smoothed over neighbouring pixels before the two are multiplied: textures and edges stay sharp.
/// </remarks>
public static class Renderer
{
    /// <summary>Renders a scene. Equal scene and options (threads apart) give equal values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="DllNotFoundException">Embree 3 is not installed.</exception>
    public static RenderedScene Render(Scene scene, RenderOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scene);
        options ??= new RenderOptions();
        options.Validate();
        var tracer = new SceneTracer(scene);
        var linear = options.Denoise
            ? Smoothed(tracer, options, cancellation)
            : Plain(tracer, options, cancellation);
        return new RenderedScene(scene, options.Width, options.Height, linear);
    }

    private static float[] Smoothed(SceneTracer scene, RenderOptions options, CancellationToken cancellation)
    {
        using var layers = new LayerBuffer(options.Width, options.Height);
        var sampler = new LayerSampler(scene, options, layers);
        Bands(scene, options, sampler.Row, cancellation);
        using var filter = new LightFilter(layers, scene.Scene.Camera, options);
        var linear = new float[options.Width * options.Height * 3];
        Bands(scene, options, (_, y) => filter.NearRow(y), cancellation);
        Bands(scene, options, (_, y) => filter.ComposeRow(y, linear), cancellation);
        return linear;
    }

    private static float[] Plain(SceneTracer scene, RenderOptions options, CancellationToken cancellation)
    {
        var linear = new float[options.Width * options.Height * 3];
        var sampler = new PlainSampler(scene, options);
        Bands(scene, options, (path, y) => sampler.Row(path, y, linear), cancellation);
        return linear;
    }

    private static void Bands(SceneTracer scene, RenderOptions options, Action<PathTracer, int> row, CancellationToken cancellation)
    {
        var next = -1;
        void Work()
        {
            using var path = new PathTracer(scene);
            int y;
            while (!cancellation.IsCancellationRequested && (y = Interlocked.Increment(ref next)) < options.Height)
                row(path, y);
        }

        if (options.Threads == 1)
            Work();
        else
            Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, [.. Enumerable.Repeat((Action)Work, options.Threads)]);
        cancellation.ThrowIfCancellationRequested();
    }
}
