using Atelier.Imaging;
using Atelier.Models.UNet.ImagePrompts;
using Atelier.Models.Vision.Clip;
using Atelier.Systems.Pipelines;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Turns pictures into tokens for a UNet, by image adapters and the image encoder that they share.</summary>
/// <param name="adapters">Adapters by name.</param>
/// <param name="encoder">CLIP's image encoder; null where there are no adapters.</param>
/// <param name="device">Where the networks are.</param>
internal sealed class PicturePrompts(Dictionary<string, ImageAdapter> adapters, ClipVisionModel? encoder, Device device) : IDisposable
{
    /// <exception cref="RequestException">An adapter is not there, or a picture is missing.</exception>
    public void Validate(IReadOnlyList<DiffusionPicturePrompt> prompts)
    {
        foreach (var prompt in prompts)
        {
            if (!adapters.TryGetValue(prompt.Adapter, out var adapter))
                throw new RequestException($"There is no image adapter '{prompt.Adapter}'; opened with the model: {string.Join(", ", adapters.Keys.DefaultIfEmpty("none"))}.");
            if (!(Math.Abs(prompt.Weight) <= DiffusionLora.MaxWeight))
                throw new RequestException($"Image adapter '{prompt.Adapter}' has weight {prompt.Weight}; allowed: {-DiffusionLora.MaxWeight} to {DiffusionLora.MaxWeight}.");
            if (prompt.Pictures.Count == 0 || (prompt.Masks is { } masks && masks.Count != prompt.Pictures.Count))
            {
                throw new RequestException(
                    $"Image adapter '{prompt.Adapter}' has {prompt.Pictures.Count} pictures and {prompt.Masks?.Count ?? 0} masks; " +
                    "give at least one picture, and one mask for each or none.");
            }

            var width = adapter.TakesStates ? encoder!.Config.HiddenSize : encoder!.Config.ProjectionDim;
            if (width != adapter.ImageWidth)
                throw new RequestException($"Image adapter '{prompt.Adapter}' takes {adapter.ImageWidth} channels of an image encoder, this one gives {width}: another is needed.");
        }
    }

    /// <summary>Tokens of the pictures, and of no picture for the negative side.</summary>
    public LatentPicturePrompt[] Tokens(IReadOnlyList<DiffusionPicturePrompt> prompts) => [.. prompts.Select(prompt =>
    {
        var adapter = adapters[prompt.Adapter];
        var pixels = Pixels(prompt.Pictures); // [images, 3, S, S]
        var (embedded, none) = (Embed(adapter, pixels), Nothing(adapter, pixels));
        var masks = prompt.Masks?.Select(m => Plane(m.ToRgb().ToGrey())).ToArray();
        return new LatentPicturePrompt(
            new(adapter, adapter.Tokens(embedded)) { Weights = [prompt.Weight], Blocks = prompt.Blocks, Masks = masks is null ? null : Tensor.Cat(masks, 1) },
            adapter.Tokens(none));
    })];

    public void Dispose()
    {
        encoder?.Dispose();
        foreach (var adapter in adapters.Values)
            adapter.Dispose();
    }

    // [1, images, width], or the states that enter the last block [1, images, N, width]
    private Tensor Embed(ImageAdapter adapter, Tensor pixels)
    {
        var states = encoder!.Forward(pixels);
        return (adapter.TakesStates ? states.Skip(1) : encoder.Embed(states)).Unsqueeze(0);
    }

    // Adapters of one vector were trained with a vector of zeros for no picture, those of states with a picture of zeros.
    private Tensor Nothing(ImageAdapter adapter, Tensor pixels) => adapter.TakesStates
        ? Embed(adapter, pixels.ZerosLike())
        : Tensor.Zeros([1, pixels.Size(0), adapter.ImageWidth], device: device);

    private Tensor Pixels(IReadOnlyList<Picture> pictures)
    {
        var size = encoder!.Config.ImageSize;
        var processor = new ClipImageProcessor(size, size);
        return Tensor.Cat([.. pictures.Select(p => processor.Process(p)).Select(v => Tensor.From(v.Values, 1, v.Channels, v.Height, v.Width))]).To(device);
    }

    private Tensor Plane(Picture grey) => Tensor.From(Array.ConvertAll(grey.Pixels, v => v >= 128 ? 1f : 0f), 1, 1, grey.Height, grey.Width).To(device);
}
