using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>What the FLUX models do where a request does not say: their authors' advice, or the model folder's own.</summary>
internal static class FluxDefaults
{
    /// <summary>Defaults of a model.</summary>
    /// <param name="index">Its folder's index, or null for a single file.</param>
    /// <param name="form">What it takes beside the noise.</param>
    /// <param name="transformer">Sizes of the transformer.</param>
    /// <param name="autoencoder">Sizes of the autoencoder.</param>
    public static TextToImageDefaults Of(ModelIndex? index, FluxForm form, FluxConfig transformer, AutoencoderKLConfig autoencoder)
    {
        var settings = index?.Settings ?? default;
        double Number(string name, double otherwise) =>
            settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
        // Without a guidance input a network was distilled for few steps (schnell), and guidance by difference is off.
        var (steps, guidance) = (transformer.GuidanceEmbeds, form, index?.Class) switch
        {
            (false, _, _) => (4, 1.0),
            (_, FluxForm.Fill, _) => (50, 30),
            (_, FluxForm.Control, _) => (50, 10),
            (_, _, "FluxKontextPipeline") => (28, 2.5),
            _ => (28, 3.5),
        };
        return new(
            (int)Number("steps", steps),
            Number("guidance", guidance),
            (int)Number("width", 1024),
            (int)Number("height", 1024),
            autoencoder.Stride * 2,
            (int)Number("max_size", 4096));
    }
}
