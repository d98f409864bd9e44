using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.QwenImage.Verification;

/// <summary>Recorded calls of <c>QwenImageTransformer2DModel</c>.</summary>
public sealed class QwenImageTransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "QwenImageTransformer2DModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var model = QwenImageTransformer.From(ModelConfig.ReadStrict<QwenImageConfig>(golden.Config), golden.Weights());
        var shapes = golden.Setting("img_shapes") ?? throw new ArgumentException($"{golden.Path}: the call has no img_shapes.");
        // One list of images for each member of the batch, all alike.
        static (int, int, int) Grid(JsonElement shape) => (shape[0].GetInt32(), shape[1].GetInt32(), shape[2].GetInt32());
        var input = new QwenImageInput(
            golden.Required("hidden_states"),
            [.. shapes[0].EnumerateArray().Select(Grid)],
            golden.Required("encoder_hidden_states"),
            golden.Required("timestep"))
        {
            TextMask = golden.Argument("encoder_hidden_states_mask"),
            Observe = new Intermediates(golden, report).Observe,
        };
        report.Check("sample", model.Forward(input));
    }
}
