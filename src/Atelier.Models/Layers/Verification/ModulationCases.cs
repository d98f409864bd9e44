using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Layers.Verification;

/// <summary>Recorded norms that a conditioning vector scales, shifts and gates.</summary>
internal static class ModulationCases
{
    private static readonly string[] Parts =
        ["shift_msa", "scale_msa", "gate_msa", "shift_mlp", "scale_mlp", "gate_mlp", "shift_msa2", "scale_msa2", "gate_msa2"];

    public static void Zero(GoldenCase golden, CaseReport report)
    {
        var count = golden.Component switch { "AdaLayerNormZeroSingle" => 3, "SD35AdaLayerNormZeroX" => 9, _ => 6 };
        var width = golden.Config.GetProperty("embedding_dim").GetInt32();
        using var layer = Loaded(golden, new Modulation(width, width, count, golden.Config.Bool("bias", true)));
        var x = golden.OptionalInput("hidden_states") ?? golden.Input("x");
        var parts = layer.Forward(golden.Input("emb").Silu());
        report.Check("hidden", Modulated.LayerNorm(x, parts[0], parts[1]));
        if (count == 9)
            report.Check("hidden2", Modulated.LayerNorm(x, parts[6], parts[7]));
        for (var i = 0; i < count; i++)
        {
            var part = parts[i];
            report.CheckIfRecorded(golden, Parts[i], () => part.Squeeze(1));
        }
    }

    public static void Continuous(GoldenCase golden, CaseReport report)
    {
        var config = golden.Config;
        using var layer = Loaded(golden, new AdaptiveLayerNorm(
            config.GetProperty("conditioning_embedding_dim").GetInt32(),
            config.GetProperty("embedding_dim").GetInt32(),
            config.Double("eps", 1e-5),
            config.Bool("elementwise_affine", true),
            config.Word("norm_type") == "rms_norm",
            config.Bool("bias", true)));
        report.Check("hidden", layer.Forward(golden.Input("x"), golden.Input("conditioning_embedding")));
    }

    public static void PixArt(GoldenCase golden, CaseReport report)
    {
        var width = golden.Config.GetProperty("embedding_dim").GetInt32();
        var sizes = golden.Config.Bool("use_additional_conditions", false);
        using var embedding = new SizeEmbedding(width, width / 3, sizes);
        StateDict.Load(embedding, golden.Weights("emb."));
        using var modulation = new Modulation(width, width, 6);
        StateDict.Load(modulation, golden.Weights(), strict: false);
        var embedded = embedding.Forward(golden.Input("timestep"), golden.OptionalInput("resolution"), golden.OptionalInput("aspect_ratio"));
        report.Check("embedded_timestep", embedded);
        report.Check("modulation", modulation.Linear.Forward(embedded.Silu()));
    }

    public static void Plain(GoldenCase golden, CaseReport report)
    {
        var config = golden.Config;
        var inputs = config.GetProperty("embedding_dim").GetInt32();
        var outputs = config.Int("output_dim", 2 * inputs);
        using var linear = new Linear(inputs, outputs);
        StateDict.Load(linear, golden.Weights("linear."));
        using var norm = new LayerNorm(outputs / 2, config.Double("norm_eps", 1e-5), config.Bool("norm_elementwise_affine", false));
        StateDict.Load(norm, golden.Weights("norm."));
        var vector = golden.OptionalInput("temb");
        if (config.TryGetProperty("num_embeddings", out var count) && count.ValueKind == System.Text.Json.JsonValueKind.Number)
        {
            using var table = new Embedding(count.GetInt32(), inputs);
            StateDict.Load(table, golden.Weights("emb."));
            vector = table.Forward(golden.Input("timestep"));
        }

        var alongChannels = config.Int("chunk_dim", 0) == 1;
        var parts = linear.Forward(vector!.Silu()).Chunk(2, alongChannels ? 1 : 0);
        var (scale, shift) = alongChannels ? (parts[1].Unsqueeze(1), parts[0].Unsqueeze(1)) : (parts[0], parts[1]);
        report.Check("hidden", (norm.Forward(golden.Input("x")) * (scale + 1)) + shift);
    }

    public static void Group(GoldenCase golden, CaseReport report)
    {
        var config = golden.Config;
        using var layer = Loaded(golden, new AdaptiveGroupNorm(
            config.GetProperty("embedding_dim").GetInt32(),
            config.GetProperty("out_dim").GetInt32(),
            config.GetProperty("num_groups").GetInt32(),
            config.Word("act_fn"),
            config.Double("eps", 1e-5)));
        report.Check("hidden", layer.Forward(golden.Input("x"), golden.Input("emb")));
    }

    public static void CogVideo(GoldenCase golden, CaseReport report)
    {
        var config = golden.Config;
        var width = config.GetProperty("embedding_dim").GetInt32();
        using var modulation = new Modulation(config.GetProperty("conditioning_dim").GetInt32(), width, 6, config.Bool("bias", true));
        StateDict.Load(modulation, golden.Weights(), strict: false);
        using var norm = new LayerNorm(width, config.Double("eps", 1e-5), config.Bool("elementwise_affine", true), config.Bool("bias", true));
        StateDict.Load(norm, golden.Weights("norm."));
        var parts = modulation.Forward(golden.Input("temb").Silu()); // shift, scale, gate, text shift, text scale, text gate
        report.Check("hidden", parts[0].AddCMul(norm.Forward(golden.Input("hidden_states")), parts[1] + 1));
        report.Check("encoder_hidden", parts[3].AddCMul(norm.Forward(golden.Input("encoder_hidden_states")), parts[4] + 1));
        report.Check("gate", parts[2]);
        report.Check("encoder_gate", parts[5]);
    }

    public static void Lumina(GoldenCase golden, CaseReport report)
    {
        var width = golden.Config.GetProperty("embedding_dim").GetInt32();
        using var modulation = new Modulation(Math.Min(width, 1024), width, 4);
        StateDict.Load(modulation, golden.Weights(), strict: false);
        using var norm = new RmsNorm(width, golden.Config.Double("norm_eps", 1e-6), golden.Config.Bool("norm_elementwise_affine", true));
        StateDict.Load(norm, golden.Weights("norm."));
        var parts = modulation.Forward(golden.Input("emb").Silu()); // scale, gate, scale, gate
        report.Check("hidden", norm.Forward(golden.Input("x")) * (parts[0] + 1));
        report.Check("gate_msa", parts[1].Squeeze(1));
        report.Check("scale_mlp", parts[2].Squeeze(1));
        report.Check("gate_mlp", parts[3].Squeeze(1));
    }

    public static void LuminaFinal(GoldenCase golden, CaseReport report)
    {
        var config = golden.Config;
        using var layer = Loaded(golden, new ScaledLayerNorm(
            config.GetProperty("conditioning_embedding_dim").GetInt32(),
            config.GetProperty("embedding_dim").GetInt32(),
            config.Ints("out_dim")?[0],
            config.Double("eps", 1e-5),
            config.Bool("elementwise_affine", true),
            config.Bool("bias", true)));
        report.Check("hidden", layer.Forward(golden.Input("x"), golden.Input("conditioning_embedding")));
    }

    private static T Loaded<T>(GoldenCase golden, T layer)
        where T : Module
    {
        StateDict.Load(layer, golden.Weights());
        return layer;
    }
}
