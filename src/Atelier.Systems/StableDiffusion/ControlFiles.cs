using System.Text.Json;
using Atelier.Models.Adapters;
using Atelier.Models.Configs;
using Atelier.Models.UNet;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Opens control networks and T2I adapters for a UNet: folders of the common form, or files in original or diffusers names.</summary>
internal static class ControlFiles
{
    /// <summary>The network at a path.</summary>
    /// <exception cref="RequestException">There is none, or it is of another kind.</exception>
    /// <exception cref="AdapterException">It belongs to another base model.</exception>
    public static Module Open(string path, UNetModel unet, int latentChannels)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new RequestException($"There is no control network '{path}'.");
        var config = Directory.Exists(path) ? Path.Combine(path, "config.json") : null;
        var given = config is not null && File.Exists(config) ? JsonFile.ReadObject(config) : default;
        using var file = WeightFile.Open(path);
        try
        {
            Module network;
            var source = file;
            if (given.ValueKind == JsonValueKind.Object && given.TryGetProperty("_class_name", out var name) && name.GetString() == "T2IAdapter")
                network = new T2IAdapter(ModelConfig.ReadStrict<T2IAdapterConfig>(given));
            else if (given.ValueKind == JsonValueKind.Object)
                network = Fitting(path, new(UNetConfig.Read(given), ModelConfig.Read<ControlNetConfig>(given)), unet.Config);
            else
            {
                // A single file says nothing of itself; it is a copy of the UNet's way down.
                var control = new ControlNet(unet.Config with { InChannels = latentChannels }, ControlNetConfig.Of(file));
                (network, source) = (control, LdmUNetNames.Translate(file, control));
            }

            StateDict.Load(network, source);
            return network;
        }
        catch (WeightException error)
        {
            throw new AdapterException($"{path} is not a control network for this model. {error.Message}");
        }
    }

    private static ControlNet Fitting(string path, ControlNet network, UNetConfig unet)
    {
        var own = network.UNetConfig;
        if (!own.BlockOutChannels.SequenceEqual(unet.BlockOutChannels) || own.CrossAttentionDim[0] != unet.CrossAttentionDim[0])
        {
            throw new AdapterException(
                $"{path} is for a UNet of {string.Join(", ", own.BlockOutChannels)} channels and text of {own.CrossAttentionDim[0]}; " +
                $"this one has {string.Join(", ", unet.BlockOutChannels)} and {unet.CrossAttentionDim[0]}.");
        }

        return network;
    }
}
