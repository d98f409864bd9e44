using System.Text.Json;

namespace Atelier.Imaging.Verification;

/// <summary>Runs recorded cases of the reference libraries against this project.</summary>
public static class ImagingCases
{
    private static readonly Dictionary<string, Func<CaseInputs, IEnumerable<CaseOutput>>> Runners = new()
    {
        ["PIL.Image.resize"] = PreprocessCases.PilResize,
        ["torch.nn.functional.interpolate"] = PreprocessCases.TorchInterpolate,
        ["CLIP and SigLIP image processors"] = PreprocessCases.ClipAndSiglip,
        ["colour conversions"] = ColourCases.Run,
        ["OpenCV"] = OpenCvCases.Run,
        ["pycocotools.mask"] = MaskCases.RunLengths,
        ["polygon fill: Pillow, cv2, pycocotools, skimage"] = MaskCases.Polygons,
        ["Gaussian feathering, distance ramp"] = MaskCases.Feather,
        ["disk morphology, labels, holes, hull"] = MaskCases.Shapes,
        ["alpha compositing"] = CompositingCases.Alpha,
        ["cv2.seamlessClone and the Dirichlet problem"] = CompositingCases.Clone,
        ["VaeImageProcessor"] = PreprocessCases.VaeProcessor,
    };

    /// <summary>Whether <see cref="Run"/> knows a case's <c>component</c>.</summary>
    public static bool CanRun(string component) => Runners.ContainsKey(component);

    /// <summary>Runs one case and compares every recorded output.</summary>
    /// <param name="jsonPath">The case; its arrays lie beside it with the ending <c>.safetensors</c>.</param>
    /// <param name="load">Reads all arrays of a safetensors file.</param>
    /// <exception cref="NotSupportedException">The component is not known here.</exception>
    public static IReadOnlyList<CaseResult> Run(string jsonPath, Func<string, IReadOnlyDictionary<string, CaseArray>> load)
    {
        ArgumentNullException.ThrowIfNull(load);
        using var document = JsonDocument.Parse(File.ReadAllBytes(jsonPath));
        var json = document.RootElement;
        var component = json.GetProperty("component").GetString()!;
        if (!Runners.TryGetValue(component, out var runner))
            throw new NotSupportedException($"Component '{component}' is not known; known are: {string.Join("; ", Runners.Keys)}.");
        var arrays = load(Path.ChangeExtension(jsonPath, ".safetensors"));
        var inputs = new CaseInputs(json, arrays);
        var missing = arrays.Keys.Where(key => key.StartsWith("out.", StringComparison.Ordinal)).Select(key => key[4..]).ToHashSet();
        var results = new List<CaseResult>();
        foreach (var output in runner(inputs))
        {
            if (!missing.Remove(output.Name))
                continue;
            var (absolute, relative) = inputs.ToleranceOf(output.Name);
            results.Add(CaseResult.Compare(output, arrays["out." + output.Name], absolute, relative));
        }

        results.AddRange(inputs.Calls.SelectMany(call => call.Unread.Select(
            argument => CaseResult.Failed(call.Output, $"nothing is known of the argument '{argument}'"))));
        results.AddRange(missing.Select(name => CaseResult.Failed(name, "not computed")));
        return results;
    }

    /// <summary>Opens every picture file of a folder as its <c>manifest.json</c> says, one result a file.</summary>
    /// <param name="folder">Holds the files, the manifest and <c>pixels.safetensors</c>.</param>
    /// <param name="load">Reads all arrays of a safetensors file.</param>
    public static IReadOnlyList<CaseResult> RunFiles(string folder, Func<string, IReadOnlyDictionary<string, CaseArray>> load)
    {
        ArgumentNullException.ThrowIfNull(load);
        return [.. new PictureFileCases(folder, load(Path.Combine(folder, "pixels.safetensors"))).Run()];
    }
}
