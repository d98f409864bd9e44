using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Adapter files on a FLUX transformer. A control adapter gives it wider input, and so takes its place.</summary>
/// <param name="Network">The transformer, perhaps with a wider input.</param>
/// <param name="Stack">The adapters, or null where there are none.</param>
internal sealed record FluxAdapters(FluxTransformer Network, AdapterStack? Stack)
{
    /// <summary>Loads adapters onto a network.</summary>
    /// <param name="network">The network; where a control adapter replaces it, only its weights live on.</param>
    /// <param name="choices">Files and weights.</param>
    /// <param name="device">Where the network is.</param>
    /// <param name="note">Told what each file changed.</param>
    /// <exception cref="AdapterException">A file changes nothing, or does not fit.</exception>
    public static FluxAdapters Load(FluxTransformer network, IReadOnlyList<FluxLoraChoice> choices, Device device, Action<string>? note)
    {
        // Control adapters first: the others are bound to the layers of the network that runs.
        var loaded = new List<(Adapter, double)>();
        foreach (var choice in choices.OrderBy(c => IsControl(c) ? 0 : 1))
        {
            var name = Path.GetFileNameWithoutExtension(choice.Path);
            using var source = SafetensorsTensors.Open(choice.Path);
            Adapter adapter;
            LoraReport report;
            if (FluxControlLora.Fits(source))
                (network, adapter, report) = FluxControlLora.Load(network, source, name);
            else
                (adapter, report) = FluxLora.Load(network, source, name);
            adapter.To(device);
            loaded.Add((adapter, choice.Weight));
            note?.Invoke(Told(name, report));
        }

        return new(network, loaded.Count == 0 ? null : new([.. loaded]));
    }

    private static bool IsControl(FluxLoraChoice choice)
    {
        using var source = SafetensorsTensors.Open(choice.Path);
        return FluxControlLora.Fits(source);
    }

    private static string Told(string name, LoraReport report)
    {
        var unmatched = report.Unmatched.Count == 0
            ? ""
            : $" ({string.Join(", ", report.Unmatched.Take(3))}{(report.Unmatched.Count > 3 ? ", ..." : "")})";
        var elsewhere = report.Elsewhere.Count == 0 ? "" : $", {report.Elsewhere.Count} of a text encoder left out";
        return $"LoRA {name}: {report.Matched.Count} layers matched, {report.Unmatched.Count} unmatched{unmatched}{elsewhere}.";
    }
}
