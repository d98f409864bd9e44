using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>Adapter files as the released trainers write them: what each layer's weight is changed by.</summary>
public sealed class ConditionAdapterFileCases : ICaseRunner
{
    private const string Delta = "delta.";

    // The file is read; what was written into it, and from what, changes nothing.
    private static readonly string[] Described =
        ["adapter", "trained_with", "file_metadata", "file_dtype", "file_keys", "names_inside_the_model", "scale_after_loading"];

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component.StartsWith("LoRA file (", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        CaseFields.RequireKnown(golden.Config, "The config", [.. Described, "model", "file", "output_tolerance"]);
        CaseFields.RequireKnown(golden.Call, "The call", "inputs", "delta.<module>", "x_embedder_*", "tolerance_per_output");
        using var network = new FluxTransformer(ModelConfig.ReadStrict<FluxConfig>(golden.Config.GetProperty("model")));
        network.Initialize(new Generator(0));
        if (golden.HasOutput("x_embedder_base"))
            StateDict.Load(network, golden.Weights(), strict: false);
        using var file = SafetensorsTensors.Open(Path.Combine(golden.Folder, golden.Config.GetProperty("file").GetString()!));
        var (adapter, _) = FluxLora.Load(network, file, golden.Name);
        using (adapter)
        {
            var layers = network.Modules().Where(m => m.Module is Linear).ToDictionary(m => m.Name, m => (Linear)m.Module);
            foreach (var output in golden.Outputs.Where(o => o.StartsWith(Delta, StringComparison.Ordinal)))
                report.Check(output, ((LoraUpdate)adapter.For(layers[output[Delta.Length..]])!).Matrix());
            if (!golden.HasOutput("x_embedder_base"))
                return;
            report.Check("x_embedder_base", layers["x_embedder"].Forward(golden.Input("x_embedder_in")));
            report.Check("x_embedder_with_lora", new AdapterStack((adapter, 1)).Forward(layers["x_embedder"], golden.Input("x_embedder_in")));
        }
    }
}
