using Atelier.Diffusion.Verification;
using Atelier.Evaluation.Verification;
using Atelier.Models.Formats.Gguf.Verification;
using Atelier.Models.Text.Tokenizers.Verification;
using Atelier.Models.Verification;
using Atelier.Systems.Verification;
using Atelier.Torch.Safetensors.Verification;
using Atelier.Torch.Verification;
using Atelier.Training.Verification;

namespace Atelier.Cli.Verification;

/// <summary>Everything that can repeat a recorded case, from all projects.</summary>
internal static class CaseRunners
{
    public static IReadOnlyList<ICaseRunner> All { get; } =
    [
        .. ModelCases.All,
        .. DiffusionCases.All,
        .. TrainingCases.All,
        .. EvaluationCases.All,
        .. SystemCases.All,
        new PictureCases(),
        new ManifestCases(golden => TokenizerCases.Components.Contains(golden.Component), TokenizerCases.Run),
        new ManifestCases(golden => GgufCases.Components.Contains(golden.Component), GgufCases.Run),
        new ManifestCases(IsSafetensorsFolder, SafetensorsCases.Run),
    ];

    private static bool IsSafetensorsFolder(GoldenCase golden) =>
        golden.Json.TryGetProperty("valid", out _) && golden.Json.TryGetProperty("hostile", out _);
}
