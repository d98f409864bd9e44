using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Verification;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Layers.Verification;

/// <summary>Recorded embeddings of times, guidance, text and sizes.</summary>
internal static class EmbeddingCases
{
    public static void Timesteps(GoldenCase golden, CaseReport report)
    {
        foreach (var variant in golden.Config.GetProperty("variants").EnumerateObject())
        {
            var options = variant.Value;
            report.Check(variant.Name, Sinusoid.Embed(
                golden.Input("timesteps"),
                options.GetProperty("embedding_dim").GetInt32(),
                options.Bool("flip_sin_to_cos", false),
                options.Double("downscale_freq_shift", 1),
                options.Double("scale", 1),
                options.Double("max_period", 10000)));
        }
    }

    public static void Combined(GoldenCase golden, CaseReport report)
    {
        using var layer = new CombinedEmbedding(
            golden.Config.GetProperty("embedding_dim").GetInt32(), golden.Config.GetProperty("pooled_projection_dim").GetInt32(), golden.HasInput("guidance"));
        StateDict.Load(layer, golden.Weights());
        report.Check("conditioning", layer.Forward(golden.Input("timestep"), golden.OptionalInput("guidance"), golden.Input("pooled_projection")));
    }

    public static void Sizes(GoldenCase golden, CaseReport report)
    {
        using var layer = new SizeEmbedding(
            golden.Config.GetProperty("embedding_dim").GetInt32(),
            golden.Config.GetProperty("size_emb_dim").GetInt32(),
            golden.Config.Bool("use_additional_conditions", false));
        StateDict.Load(layer, golden.Weights());
        report.Check("conditioning", layer.Forward(
            golden.Input("timestep"), golden.OptionalInput("resolution"), golden.OptionalInput("aspect_ratio")));
    }
}
