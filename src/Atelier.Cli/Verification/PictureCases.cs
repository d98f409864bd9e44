using Atelier.Imaging.Verification;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Verification;

namespace Atelier.Cli.Verification;

/// <summary>Runs the cases of Atelier.Imaging, which knows no tensors, over arrays read from safetensors.</summary>
internal sealed class PictureCases : ICaseRunner
{
    public bool Knows(GoldenCase golden) => IsFolderOfFiles(golden) || ImagingCases.CanRun(golden.Component);

    public void Run(GoldenCase golden, CaseReport report)
    {
        var results = IsFolderOfFiles(golden) ? ImagingCases.RunFiles(golden.Folder, Arrays) : ImagingCases.Run(golden.Path, Arrays);
        foreach (var result in results)
            report.Check(new OutputCheck(result.Output, result.Passed, result.MaxAbsoluteError, result.MaxRelativeError, result.Passed ? "" : result.Note ?? "too far"));
    }

    private static bool IsFolderOfFiles(GoldenCase golden) => golden.Component.Length == 0
        && golden.Json.TryGetProperty("files", out _) && File.Exists(Path.Combine(golden.Folder, "pixels.safetensors"));

    private static Dictionary<string, CaseArray> Arrays(string path)
    {
        if (!File.Exists(path))
            return [];
        using var file = SafetensorsFile.Open(path);
        return file.Entries.Values.ToDictionary(
            entry => entry.Name,
            entry => new CaseArray(entry.Type.HeaderName(), [.. entry.Shape.Select(size => checked((int)size))], file.Bytes(entry.Name).ToArray()));
    }
}
