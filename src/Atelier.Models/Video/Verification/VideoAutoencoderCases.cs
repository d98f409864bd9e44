using System.Globalization;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Video.Autoencoders;
using Atelier.Models.Video.Autoencoders.CogVideoX;
using Atelier.Models.Video.Autoencoders.Wan;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Video.Verification;

/// <summary>Recorded encodings and decodings of video autoencoders, for several numbers of frames.</summary>
public sealed class VideoAutoencoderCases : ICaseRunner
{
    // What the outputs belong to, and by how much the video is larger than its latent.
    private static readonly object[] Beside = ["recorded_frames", "recorded_latent_frames", "scale_factor_spatial", "scale_factor_temporal"];

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is "AutoencoderKLWan" or "AutoencoderKLCogVideoX";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        if (golden.Component == "AutoencoderKLWan")
        {
            using var wan = AutoencoderKLWan.From(ModelConfig.ReadStrict<AutoencoderKLWanConfig>(golden.Config, Beside), golden.Weights());
            Check(golden, report, new()
            {
                ["moments"] = frames => wan.Moments(Video(golden, frames)),
                ["latents"] = frames => wan.Normalize(LatentDistribution.Of(wan.Moments(Video(golden, frames))).Mean),
                ["decoded"] = frames => wan.Decode(wan.Denormalize(Latents(golden, frames))),
                ["raw"] = frames => wan.DecodeFolded(wan.Denormalize(Latents(golden, frames))),
            });
            return;
        }

        using var cog = AutoencoderKLCogVideoX.From(ModelConfig.ReadStrict<AutoencoderKLCogVideoXConfig>(golden.Config, Beside), golden.Weights());
        Check(golden, report, new()
        {
            ["moments"] = frames => cog.Moments(Video(golden, frames)),
            ["decoded"] = frames => cog.Decode(Latents(golden, frames)),
        });
    }

    // Outputs are named by what they are and how many frames went in.
    private static void Check(GoldenCase golden, CaseReport report, Dictionary<string, Func<long, Tensor>> answers)
    {
        foreach (var output in golden.Outputs)
        {
            using var scope = Tensor.Scope();
            var parts = output.Split('_');
            if (parts.Length == 2 && answers.TryGetValue(parts[0], out var answer))
                report.Check(output, answer(long.Parse(parts[1], CultureInfo.InvariantCulture)));
        }
    }

    private static Tensor Video(GoldenCase golden, long frames) => golden.Input("video").Frames(0, frames);

    private static Tensor Latents(GoldenCase golden, long frames) => golden.Input("latents").Frames(0, frames);
}
