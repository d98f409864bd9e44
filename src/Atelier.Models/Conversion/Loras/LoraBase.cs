using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Adapters.Lycoris;
using Atelier.Models.Adapters.Merging;
using Atelier.Models.Flux;
using Atelier.Models.Text.Clip;
using Atelier.Models.UNet;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Loras;

/// <summary>The networks that LoRA files are for, without values: they know every dialect's names and every layer's size.</summary>
internal sealed class LoraBase : IDisposable
{
    private readonly FluxTransformer? _flux;
    private readonly UNetModel? _unet;
    private readonly ClipTextModel? _text;
    private readonly ClipTextModel? _text2;
    private readonly string _title;

    private LoraBase(string title, FluxTransformer? flux, UNetModel? unet, ClipTextModel? text, ClipTextModel? text2) =>
        (_title, _flux, _unet, _text, _text2) = (title, flux, unet, text, text2);

    /// <summary>The public model that takes all files.</summary>
    /// <exception cref="AdapterException">None does.</exception>
    public static LoraBase For(IReadOnlyList<(string File, ITensorSource Source)> files)
    {
        foreach (var (_, source) in files)
            _ = new LoraFile(source);
        var reasons = new List<string>();
        foreach (var make in new Func<LoraBase>[] { Flux, StableDiffusion15, StableDiffusionXL })
        {
            var candidate = make();
            try
            {
                foreach (var (_, source) in files)
                {
                    using var scope = Tensor.Scope();
                    var (updates, report) = candidate.Load(source);
                    if (report.Unmatched.Count > updates.Count)
                        throw new AdapterException($"{source.Path}: {report.Unmatched.Count} layers, such as '{report.Unmatched[0]}', are none of the network's.");
                }

                return candidate;
            }
            catch (AdapterException error)
            {
                reasons.Add($"{candidate._title}: {error.Message}");
                candidate.Dispose();
            }
        }

        throw new AdapterException($"The files are for none of the models whose layers are known. {string.Join(" ", reasons)} Give the folder or file of the model that they are for.");
    }

    /// <summary>The networks of a model of the user's.</summary>
    /// <exception cref="WeightException">It has no network that LoRAs are known for.</exception>
    public static LoraBase Open(string path)
    {
        using var input = ModelInput.Open(path);
        var open = new OpenNetworks(input.Parts.Where(p => p.Layout is { Family: not WeightFamily.Autoencoder })).ByName;
        T? Of<T>(Func<string, bool> name)
            where T : Module => open.Where(n => name(n.Key)).Select(n => n.Value.Network).OfType<T>().FirstOrDefault();
        var made = new LoraBase(path, Of<FluxTransformer>(_ => true), Of<UNetModel>(_ => true), Of<ClipTextModel>(n => n == "text_encoder"), Of<ClipTextModel>(n => n == "text_encoder_2"));
        if (made._flux is null && made._unet is null)
            throw new WeightException($"{path} has neither a FLUX transformer nor a UNet.");
        return made;
    }

    /// <summary>The changes of a file by the names of their layers behind the part's name, such as <c>transformer.x_embedder</c>.</summary>
    /// <param name="source">The file.</param>
    /// <param name="notes">Takes what of it was left out.</param>
    /// <exception cref="AdapterException">The file holds changes that are no product of two matrices.</exception>
    public IReadOnlyDictionary<string, LowRankChange> Read(ITensorSource source, List<string> notes)
    {
        var (updates, report) = Load(source);
        LoraFusion.Note(source.Path, report, notes);
        return updates.ToDictionary(u => u.Key, u => u.Value switch
        {
            DoraUpdate or LoraUpdate { Bias: not null } => throw Other(source, u.Key, u.Value is DoraUpdate ? "DoRA" : "LoRA with a bias"),
            LoraUpdate lora => new LowRankChange(lora.A.Value.Float(), lora.B.Value.Float(), lora.Scale),
            LoconUpdate locon => locon.Factors(),
            _ => throw Other(source, u.Key, "LyCORIS product"),
        });
    }

    public void Dispose()
    {
        foreach (var network in new Module?[] { _flux, _unet, _text, _text2 })
            network?.Dispose();
    }

    private (Dictionary<string, LayerUpdate> Updates, LoraReport Report) Load(ITensorSource source)
    {
        if (_flux is not null)
        {
            var (adapter, report) = FluxLora.Load(_flux, source, source.Path);
            return (Updates((adapter, "transformer.")), report);
        }

        var loaded = StableDiffusionLora.Load(source, source.Path, _unet!, _text, _text2);
        return (Updates((loaded.UNet, "unet."), (loaded.Text, "text_encoder."), (loaded.Text2, "text_encoder_2.")), loaded.Report);
    }

    private static Dictionary<string, LayerUpdate> Updates(params (Adapter? Adapter, string Prefix)[] adapters) => adapters.Where(a => a.Adapter is not null)
        .SelectMany(a => a.Adapter!.Modules().Where(m => m.Module is LayerUpdate).Select(m => (a.Prefix + m.Name, (LayerUpdate)m.Module)))
        .ToDictionary(u => u.Item1, u => u.Item2);

    private static AdapterException Other(ITensorSource source, string layer, string kind) =>
        new($"{source.Path}: '{layer}' is a {kind}; plain LoRA and LoCon can be merged.");

    private static LoraBase Flux() => new("FLUX.1", new(FluxConfig.Dev), null, null, null);

    private static LoraBase StableDiffusion15() => new("Stable Diffusion 1.5", null, new(UNetConfig.StableDiffusion15), new(new()), null);

    private static LoraBase StableDiffusionXL() => new("Stable Diffusion XL", null, new(UNetConfig.StableDiffusionXL), new(new()), new(
        new() { HiddenSize = 1280, IntermediateSize = 5120, NumHiddenLayers = 32, NumAttentionHeads = 20, ProjectionDim = 1280, HiddenAct = "gelu" }, true));
}
