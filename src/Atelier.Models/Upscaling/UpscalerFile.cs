using System.Text.RegularExpressions;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Upscaling;

/// <summary>Opens upscalers by what their weights are called and how large they are; no config is needed.</summary>
/// <remarks>
/// Real-ESRGAN (x4plus, x2plus, the six-block anime model), its compact models (SRVGGNetCompact: general-x4v3, animevideov3), ESRGAN and
/// BSRGAN with their older names, at any width and depth, as <c>.pth</c> (averaged weights where the file has both) or safetensors.
/// </remarks>
public static partial class UpscalerFile
{
    private static readonly string[] Keys = ["params_ema", "params"];

    /// <summary>Opens a file, or a folder that holds one.</summary>
    /// <exception cref="WeightException">It holds no upscaler that is known, or a tensor is missing or of another shape.</exception>
    public static UpscalingNetwork Open(string path)
    {
        using var source = WeightFile.IsTorch(path) && File.Exists(path) ? TorchTensors.Open(path, Keys) : WeightFile.Open(path);
        var names = new Dictionary<string, string>(); // ours to the file's
        foreach (var name in source.Names)
            names.TryAdd(RrdbNames.Public(name, source.Names), name);
        var network = Network(source, names);
        try
        {
            StateDict.Load(network, source, rename: n => names.GetValueOrDefault(n, n));
            network.To(Device.Cpu, ScalarType.Float32);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static UpscalingNetwork Network(ITensorSource source, Dictionary<string, string> names)
    {
        if (names.ContainsKey("body.0.weight") && names.ContainsKey("body.1.weight"))
            return Compact(source, names);
        if (names.ContainsKey("conv_first.weight") && names.ContainsKey("body.0.rdb1.conv1.weight"))
            return Rrdb(source, names);
        throw new WeightException(
            $"{source.Path} is no upscaler that is known: ESRGAN, Real-ESRGAN and BSRGAN networks and compact ones (SRVGGNetCompact) are.");
    }

    private static CompactUpscaler Compact(ITensorSource source, Dictionary<string, string> names)
    {
        var last = Highest(names, BodyPattern());
        var (features, outputs) = (source.ShapeOf(names["body.0.weight"])[0], names.TryGetValue($"body.{last}.weight", out var layer) ? source.ShapeOf(layer)[0] : 0);
        var scale = (int)Math.Round(Math.Sqrt(outputs / 3.0));
        if (last % 2 != 0 || scale == 0 || 3 * scale * scale != outputs)
            throw new WeightException($"{source.Path}: its last layer, body.{last}, gives {outputs} channels; 3 times a square is needed.");
        return new(new() { NumFeat = (int)features, NumConv = (last / 2) - 1, Upscale = scale });
    }

    private static RrdbUpscaler Rrdb(ITensorSource source, Dictionary<string, string> names)
    {
        var first = source.ShapeOf(names["conv_first.weight"]);
        var unshuffle = (int)Math.Round(Math.Sqrt(first[1] / 3.0));
        if (3 * unshuffle * unshuffle != first[1])
            throw new WeightException($"{source.Path}: conv_first takes {first[1]} channels; 3, 12 or 48 are known.");
        return new(new()
        {
            NumFeat = (int)first[0],
            NumBlock = Highest(names, BodyPattern()) + 1,
            NumGrowCh = (int)source.ShapeOf(names["body.0.rdb1.conv1.weight"])[0],
            Unshuffle = unshuffle,
            Doublings = Math.Max(0, Highest(names, UpPattern())),
        });
    }

    private static int Highest(Dictionary<string, string> names, Regex pattern) =>
        names.Keys.Select(n => pattern.Match(n)).Where(m => m.Success).Select(m => int.Parse(m.Groups[1].ValueSpan)).DefaultIfEmpty(-1).Max();

    [GeneratedRegex(@"^body\.(\d{1,4})\.")]
    private static partial Regex BodyPattern();

    [GeneratedRegex(@"^conv_up(\d)\.weight$")]
    private static partial Regex UpPattern();
}
