using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Mar.Verification;

/// <summary>Recorded calls of MAR's diffusion head, plain and guided, with every stage.</summary>
public sealed class DiffusionHeadCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "SimpleMLPAdaLN";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        var (inputs, outputs) = (golden.Config.Int("in_channels", 16), golden.Config.Int("out_channels", 2 * golden.Config.Int("in_channels", 16)));
        ConfigException.Require(outputs == 2 * inputs, $"out_channels is {outputs}; it is noise and variance of {inputs} in_channels each.");
        using var head = new DiffusionHead(new(
            inputs, golden.Config.Int("z_channels", 1), golden.Config.Int("model_channels", 1024), golden.Config.Int("num_res_blocks", 3)));
        StateDict.Load(head, golden.Weights());
        var (x, t, c) = (golden.Input("x"), golden.Input("t"), golden.Input("c"));
        void Observe(string stage, Tensor value) => report.CheckIfRecorded(golden, stage, () => value);
        report.Check("out", golden.Call.Word("method") == "forward_with_cfg"
            ? head.ForwardGuided(x, t, c, golden.Call.Double("cfg_scale", 1), Observe)
            : head.Forward(x, t, c, Observe));
    }
}
