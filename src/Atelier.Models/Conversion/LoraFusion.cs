using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Flux;
using Atelier.Models.Text.Clip;
using Atelier.Models.UNet;
using Atelier.Models.Weights;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>Builds LoRA files into networks.</summary>
internal static class LoraFusion
{
    /// <summary>Builds the files into those of the networks that they name.</summary>
    /// <param name="networks">Networks by their names in a pipeline.</param>
    /// <param name="loras">The files.</param>
    /// <param name="wide">Whether changed tensors are given in single precision.</param>
    /// <param name="notes">Takes what of them was not used.</param>
    /// <exception cref="AdapterException">A file changes none of the networks, or cannot be built in.</exception>
    public static void Apply(IReadOnlyDictionary<string, NetworkWeights> networks, IReadOnlyList<WeightedLora> loras, bool wide, List<string> notes)
    {
        var active = networks.Values.ToDictionary(n => n, _ => new List<(Adapter, double)>());
        foreach (var lora in loras)
        {
            if (!double.IsFinite(lora.Weight))
                throw new AdapterException($"The weight of {lora.File} is {lora.Weight}; it must be a finite number.");
            using var source = WeightFile.Open(lora.File);
            var (adapters, report) = Load(networks, source, lora.File);
            foreach (var (network, adapter) in adapters)
                active[network].Add((adapter, lora.Weight));
            Note(lora.File, report, notes);
        }

        foreach (var (network, adapters) in active.Where(a => a.Value.Count > 0))
            network.Fuse(new AdapterStack([.. adapters]), wide);
    }

    private static (IReadOnlyList<(NetworkWeights Network, Adapter Adapter)> Adapters, LoraReport Report) Load(
        IReadOnlyDictionary<string, NetworkWeights> networks, ITensorSource source, string file)
    {
        if (FluxControlLora.Fits(source))
            throw new AdapterException($"{file} is a control adapter, which widens the network's input; it cannot be built into the weights of the base network.");
        var name = Path.GetFileNameWithoutExtension(file);
        if (networks.Values.FirstOrDefault(n => n.Family == WeightFamily.Flux) is { } flux)
        {
            var (adapter, report) = FluxLora.Load((FluxTransformer)flux.Network, source, name);
            return ([(flux, adapter)], report);
        }

        if (networks.Values.FirstOrDefault(n => n.Family == WeightFamily.UNet) is not { } unet)
            throw new AdapterException($"{file} cannot be built in: there is neither a FLUX transformer nor a UNet among {string.Join(", ", networks.Keys)}.");
        var (text, text2) = (networks.GetValueOrDefault("text_encoder"), networks.GetValueOrDefault("text_encoder_2"));
        var loaded = StableDiffusionLora.Load(source, name, (UNetModel)unet.Network, text?.Network as ClipTextModel, text2?.Network as ClipTextModel);
        return ([.. new[] { (unet, loaded.UNet), (text, loaded.Text), (text2, loaded.Text2) }.Where(p => p.Item2 is not null).Select(p => (p.Item1!, p.Item2!))], loaded.Report);
    }

    /// <summary>Says what of a file was not used.</summary>
    public static void Note(string file, LoraReport report, List<string> notes)
    {
        void Left(IReadOnlyList<string> names, string why)
        {
            if (names.Count > 0)
                notes.Add($"{file}: {names.Count} {(names.Count == 1 ? "entry" : "entries")} left out, {why}: {string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", ..." : "")}");
        }

        Left(report.Unmatched, "since the network has no such layer");
        Left(report.Elsewhere, "since they belong to a network that is not converted here");
        Left(report.Ignored, "since they are no low-rank change");
    }
}
