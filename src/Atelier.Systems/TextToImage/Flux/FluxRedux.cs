using Atelier.Imaging;
using Atelier.Models.Configs;
using Atelier.Models.Vision.Redux;
using Atelier.Models.Vision.Siglip;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Pictures as parts of a prompt: SigLIP sees them, FLUX.1 Redux turns what it sees into text tokens. In memory only while it works.</summary>
internal sealed class FluxRedux(FluxComponent vision, FluxComponent embedder, Device device)
{
    /// <summary>Redux where its parts are among the components, else null.</summary>
    public static FluxRedux? Find(FluxComponents components, Device device) =>
        components.Optional("image_encoder", "SiglipVisionModel") is { Config: not null } vision &&
        components.Optional("image_embedder", "ReduxImageEncoder") is { Config: not null } embedder
            ? new(vision, embedder, device)
            : null;

    /// <summary>A prompt with the pictures' tokens, each times its weight, after its own.</summary>
    public FluxPrompt Append(FluxPrompt prompt, IReadOnlyList<FluxPicturePrompt> pictures)
    {
        using var seen = vision.Open();
        using var siglip = SiglipVisionModel.From(ModelConfig.Open<SiglipVisionConfig>(vision.Config!), seen);
        using var weights = embedder.Open();
        using var redux = ReduxImageEncoder.From(ModelConfig.Open<ReduxConfig>(embedder.Config!), weights);
        siglip.WidenVectors();
        redux.WidenVectors();
        if (device.Type != DeviceType.Cpu)
        {
            siglip.To(device);
            redux.To(device);
        }

        var processor = new SiglipImageProcessor(siglip.Config.ImageSize);
        var parts = pictures.Select(p =>
        {
            var pixels = processor.Process(p.Picture.ToRgb());
            var states = siglip.Forward(Tensor.From(pixels.Values, 1, 3, pixels.Height, pixels.Width).To(device)).LastHiddenState;
            return redux.Forward(states) * p.Weight;
        });
        return prompt with { Tokens = Tensor.Cat([prompt.Tokens, .. parts.Select(p => p.To(prompt.Tokens.Device, prompt.Tokens.Type))], 1) };
    }
}
