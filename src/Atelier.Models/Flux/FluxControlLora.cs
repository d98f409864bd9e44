using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Dialects;
using Atelier.Torch.Weights;

namespace Atelier.Models.Flux;

/// <summary>Black Forest Labs' control adapters (Canny, Depth): a LoRA that also widens the input for the condition and replaces the norms of queries and keys.</summary>
public static class FluxControlLora
{
    private const string ImageIn = "img_in.lora_A.weight";

    /// <summary>True where a file is such an adapter.</summary>
    public static bool Fits(ITensorSource source) =>
        source.Names.Any(n => n.EndsWith("query_norm.scale", StringComparison.Ordinal)) &&
        source.Names.Any(n => n.EndsWith(".lora_A.weight", StringComparison.Ordinal));

    /// <summary>A network of its own, which shares the other weights with the given one, and the adapter for it.</summary>
    /// <param name="network">The base network; it stays as it is.</param>
    /// <param name="source">The file.</param>
    /// <param name="name">What the user calls it.</param>
    /// <returns>The network takes noisy and condition channels side by side.</returns>
    /// <exception cref="AdapterException">Nothing matches, a shape differs, or half of a layer is missing.</exception>
    public static (FluxTransformer Network, Adapter Adapter, LoraReport Report) Load(FluxTransformer network, ITensorSource source, string name)
    {
        var channels = source.Names.FirstOrDefault(n => n.EndsWith(ImageIn, StringComparison.Ordinal)) is { } key
            ? (int)source.ShapeOf(key)[1]
            : network.Config.InChannels;
        if (channels < network.Config.InChannels)
            throw new AdapterException($"{source.Path} takes {channels} input channels, the network already has {network.Config.InChannels}.");
        var config = network.Config with { InChannels = channels, OutChannels = network.Config.OutChannels ?? network.Config.InChannels };
        var wide = new FluxTransformer(config);
        var norms = FluxBflNames.Norms(config).Where(n => source.Names.Contains(n.Bfl)).ToDictionary(n => n.Diffusers, n => n.Bfl);
        foreach (var ((own, parameter), (_, given)) in wide.Parameters().Zip(network.Parameters()))
        {
            if (given.Packed is { } packed && own != "x_embedder.weight")
            {
                parameter.Packed = packed;
                continue;
            }

            var value = norms.TryGetValue(own, out var bfl) ? source.Read(bfl) : given.Value.Detach();
            var missing = own == "x_embedder.weight" ? channels - value.Size(1) : 0;
            parameter.Value = missing == 0 ? value : value.Pad([0, missing]);
        }

        var (adapter, report) = FluxLora.Load(wide, source, name);
        // The reference swaps the halves of both matrices of this layer, and its pictures are what people compare with.
        var final = wide.Modules().First(m => m.Name == "norm_out.linear").Module;
        if (adapter.For(final) is LoraUpdate update)
            update.A.Value = TensorCut.SwappedHalves.Apply(update.A.Value);
        return (wide, adapter, report with { Ignored = [.. report.Ignored.Where(k => !norms.ContainsValue(k))] });
    }
}
