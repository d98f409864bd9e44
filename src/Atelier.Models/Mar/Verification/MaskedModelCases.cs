using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Mar.Verification;

/// <summary>Recorded calls of MAR's and LightGen's transformers, with every block.</summary>
public sealed class MaskedModelCases : ICaseRunner
{
    private const string Mar = "MAR.forward_mae_encoder/decoder";
    private const string LightGen = "FLUID.forward_fluid_encoder/decoder/text_decoder";
    private const string Positions = "FLUID.interpolate_pos_encoding";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is Mar or LightGen or Positions;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component == Positions)
        {
            var table = golden.Weights().Read("table");
            foreach (var side in golden.Call.Ints("grids") ?? [])
                report.Check($"grid_{side}", LearnedPositions.Resize(table, new(side, side), golden.Call.Double("offset", 0.1)));
            return;
        }

        using MaskedTokenModel model = golden.Component == Mar
            ? new MarTransformer(MaskedModelSizes.Mar(golden.Config))
            : new LightGenTransformer(MaskedModelSizes.LightGen(golden.Config));
        StateDict.Load(model, golden.Weights());
        var latents = golden.Input("latents");
        var patch = model.Sizes.PatchSize;
        var grid = new TokenGrid((int)latents.Size(2) / patch, (int)latents.Size(3) / patch);
        var tokens = model.Patchify(latents);
        var mask = TokenMask.FirstOf(golden.Input("orders"), golden.Call.Int("num_masked", 0));
        report.CheckIfRecorded(golden, "tokens", () => tokens);
        report.CheckIfRecorded(golden, "unpatchify", () => model.Unpatchify(tokens, grid));
        report.CheckIfRecorded(golden, "mask", mask.ToTensor);
        void Observe(string stage, Tensor value) => report.CheckIfRecorded(golden, stage, () => value);
        model.Forward(tokens, mask, grid, Condition(golden, report, model, Observe), Observe);
    }

    private static Tensor Condition(GoldenCase golden, CaseReport report, MaskedTokenModel model, Action<string, Tensor> observe)
    {
        var batch = golden.Input("latents").Size(0);
        if (model is MarTransformer mar)
            return golden.Call.Word("labels") == "class" ? mar.ClassCondition(golden.Input("labels")) : mar.Unconditional(batch);
        var text = ((LightGenTransformer)model).TextCondition(golden.Input("text"), observe);
        report.CheckIfRecorded(golden, "text", () => text);
        var empty = golden.Call.Int("null_rows", 0);
        return empty == 0 ? text : Tensor.Cat([text.Narrow(0, 0, batch - empty), model.Unconditional(empty)]);
    }
}
