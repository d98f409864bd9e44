using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.TextToImage.Flux.Verification;

/// <summary>Recorded packed latents with their position ids, and the first step at each strength.</summary>
public sealed class FluxPackingCases : ICaseRunner
{
    private const string Packing = "FluxPipeline._pack_latents";
    private const string Strength = "FluxImg2ImgPipeline.get_timesteps";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is Packing or Strength;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        if (golden.Component == Strength)
        {
            var (steps, strengths) = (golden.Input("steps").To(ScalarType.Int64).ToArray<long>(), golden.Expected("strength"));
            var starts = steps.Zip(strengths.ToArray<double>()).Select(s => (long)FluxTask.Start((int)s.First, s.Second)).ToArray();
            report.Check("strength", strengths);
            report.Check("start", Tensor.From(starts, starts.Length));
            return;
        }

        var token = 2 * golden.Config.GetProperty("vae_scale_factor").GetInt32();
        var (rows, columns) = (golden.Config.GetProperty("height").GetInt32() / token, golden.Config.GetProperty("width").GetInt32() / token);
        var packed = FluxLatents.Pack(golden.Input("latents"));
        report.Check("packed", packed);
        report.Check("ids", FluxLatents.Positions(rows, columns));
        report.Check("unpacked", FluxLatents.Unpack(packed, 2 * rows, 2 * columns));
    }
}
