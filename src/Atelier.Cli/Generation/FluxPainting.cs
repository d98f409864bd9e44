using Atelier.Imaging;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;
using Atelier.Systems.TextToImage.Flux;

namespace Atelier.Cli.Generation;

/// <summary>A job of <c>atelier generate</c> for a FLUX model.</summary>
internal sealed class FluxPainting : IDisposable
{
    private readonly FluxPipeline _pipeline;
    private readonly FluxRequest _request;
    private readonly GenerateExtras _extras;

    private FluxPainting(FluxPipeline pipeline, FluxRequest request, GenerateExtras extras) =>
        (_pipeline, _request, _extras) = (pipeline, request, extras);

    /// <summary>Opens the model and the pictures, and checks that they go together.</summary>
    /// <param name="job">What was asked.</param>
    /// <param name="extras">What was asked beyond.</param>
    /// <param name="previews">Previews of a picture; 0 for none.</param>
    /// <param name="note">Told what came of adapters.</param>
    public static FluxPainting Open(GenerateJob job, GenerateExtras extras, int previews, Action<string> note)
    {
        // Pictures first: opening a large model to find that a file is no picture would be a waste.
        var request = new FluxRequest(job.Request)
        {
            TrueGuidance = extras.TrueGuidance,
            Sampler = extras.Sampler,
            Schedule = extras.Schedule,
            Cache = extras.Cache,
            Init = extras.Init is { } init ? PictureFile.Load(init) : null,
            Strength = extras.Strength,
            Mask = extras.Mask is { } mask ? PictureFile.Load(mask) : null,
            Controls = [.. extras.Controls.Select(c => new FluxControl(c.Kind, PictureFile.Load(c.Path), c.Weight))],
            References = [.. extras.References.Select(r => PictureFile.Load(r))],
            PicturePrompts = [.. extras.PicturePrompts.Select(p => new FluxPicturePrompt(PictureFile.Load(p.Path), p.Weight))],
        };
        var pipeline = FluxPipelineLoader.Open(job.Model, extras.ModelOptions(note) with { ControlNetworks = ControlNetworks(job.Model, extras) });
        if (previews > 0)
        {
            var every = Math.Max(1, (job.Request.Steps ?? pipeline.Defaults.Steps) / previews);
            request = request with { Basics = request.Basics with { PreviewEvery = every } };
        }

        try
        {
            pipeline.Validate(request);
        }
        catch
        {
            pipeline.Dispose();
            throw;
        }

        return new(pipeline, request, extras);
    }

    /// <summary>True where products with quantised weights are in int8.</summary>
    public bool MultipliesInt8 => _pipeline.MultipliesInt8;

    /// <summary>Paints the pictures.</summary>
    public IEnumerable<PaintedPicture> Run(IProgress<PipelineProgress> progress, CancellationToken cancellation) =>
        _pipeline.Run(_request, progress, cancellation);

    /// <summary>What a picture's file says of how it was made.</summary>
    public PictureParameters ParametersOf(PaintedPicture painted, string precision) => PictureParameters.Of(painted, _pipeline.MultipliesInt8 ? "int8" : precision) with
    {
        TrueGuidance = _request.TrueGuidance,
        Sampler = _request.Sampler,
        Schedule = _request.Schedule,
        Cache = _request.Cache,
        Tile = _extras.Tile,
        Strength = _request.Strength,
        Loras = _extras.LoraNames(),
        Inputs = _extras.Inputs(),
    };

    // A network that is named, else a folder controlnet-TYPE or controlnet (for all types) among the components or beside the model.
    private static Dictionary<string, string> ControlNetworks(string model, GenerateExtras extras)
    {
        var networks = new Dictionary<string, string>();
        string[] places = [.. new[] { extras.Components, Directory.Exists(model) ? model : null, Path.GetDirectoryName(Path.GetFullPath(model)) }.OfType<string>()];
        foreach (var kind in extras.Controls.Select(c => c.Kind).Distinct())
        {
            if (extras.ControlModels.TryGetValue(kind, out var named))
                networks[kind] = Directory.Exists(named) ? named : throw new RequestException($"There is no folder '{named}' with a control network for '{kind}'.");
            else if (places.SelectMany(p => new[] { Path.Combine(p, $"controlnet-{kind}"), Path.Combine(p, "controlnet") }).FirstOrDefault(Directory.Exists) is { } found)
                networks[kind] = found;
        }

        return networks;
    }

    public void Dispose() => _pipeline.Dispose();
}
