using System.Security.Cryptography;
using System.Text.Json;

namespace Atelier.Imaging.Verification;

/// <summary>Runs a folder of picture files whose <c>manifest.json</c> says what must come of each.</summary>
internal sealed class PictureFileCases(string folder, IReadOnlyDictionary<string, CaseArray> arrays)
{
    public IEnumerable<CaseResult> Run()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        foreach (var file in manifest.RootElement.GetProperty("files").EnumerateObject())
            yield return Run(file.Name, file.Value);
    }

    private CaseResult Run(string name, JsonElement expected)
    {
        var accept = expected.GetProperty("accept").GetString();
        try
        {
            var stored = PictureFile.Open(Path.Combine(folder, name));
            return accept == "no" ? CaseResult.Failed(name, "accepted, but it must be refused") : Check(name, stored, expected);
        }
        catch (PictureFormatException fault)
        {
            var readable = accept is "yes" or "recommended";
            return readable || fault.File != name || (accept == "no" && !Explains(fault, expected.GetProperty("reason").GetString()!))
                ? CaseResult.Failed(name, $"refused ({fault.Fault}): {fault.Message}")
                : new CaseResult(name, 0, 0, true, fault.Message);
        }
        catch (Exception other)
        {
            return CaseResult.Failed(name, $"{other.GetType().Name}: {other.Message}");
        }
    }

    /// <summary>Whether a refusal gives the expected reason, in words or by kind.</summary>
    private static bool Explains(PictureFormatException fault, string reason) =>
        reason.Split(" or ").Any(part => fault.Reason.Contains(part, StringComparison.OrdinalIgnoreCase))
        || (reason.StartsWith("missing", StringComparison.Ordinal) && fault.Fault == PictureFault.MissingPart)
        || (reason.StartsWith("unsupported", StringComparison.Ordinal) && fault.Fault == PictureFault.Unsupported
            && fault.Reason.Contains(reason.Split(": ")[^1], StringComparison.OrdinalIgnoreCase));

    private CaseResult Check(string name, StoredPicture stored, JsonElement expected)
    {
        var metadata = stored.Metadata;
        if (Number(expected, "width") is { } width && (stored.Pixels.Width != width || stored.Pixels.Height != Number(expected, "height")))
            return CaseResult.Failed(name, $"{stored.Pixels.Width} x {stored.Pixels.Height} pixels");
        if (expected.TryGetProperty("rgba_sha256", out var hash)
            && !Convert.ToHexStringLower(SHA256.HashData(stored.Pixels.ToRgba().Pixels)).Equals(hash.GetString(), StringComparison.Ordinal))
            return CaseResult.Failed(name, "the pixels differ (SHA-256)");
        if (Number(expected, "frames") is { } frames && stored.Frames != frames)
            return CaseResult.Failed(name, $"{stored.Frames} frames");
        if (Number(expected, "orientation") is { } orientation && metadata.Orientation != orientation)
            return CaseResult.Failed(name, $"orientation {metadata.Orientation}");
        if (Number(expected, "gamma") is { } gamma && metadata.Gamma != gamma)
            return CaseResult.Failed(name, $"gamma {metadata.Gamma}");
        if (expected.TryGetProperty("xmp", out var xmp) && System.Text.Encoding.UTF8.GetString(metadata.Xmp.GetValueOrDefault().Span) != xmp.GetString())
            return CaseResult.Failed(name, "the XMP packet differs");
        if (expected.TryGetProperty("icc", out var icc)
            && Convert.ToHexStringLower(SHA256.HashData(metadata.IccProfile.GetValueOrDefault().Span)) != icc.GetProperty("sha256").GetString())
            return CaseResult.Failed(name, "the colour profile differs");
        if (expected.TryGetProperty("text", out var texts)
            && !texts.EnumerateObject().All(text => metadata.Text.GetValueOrDefault(text.Name) == text.Value.GetString()))
            return CaseResult.Failed(name, "the texts differ");
        return CheckPixels(name, stored, expected);
    }

    private CaseResult CheckPixels(string name, StoredPicture stored, JsonElement expected)
    {
        var allowed = Number(expected, "max_difference") ?? 0;
        var results = new List<CaseResult>();
        Compare("#rgba", () => new CaseOutput(name, stored.Pixels.ToRgba(), 3), allowed);
        Compare("#oriented", () => new CaseOutput(name, stored.ToPicture(convert: false).ToRgba(), 3), allowed);
        Compare("#srgb", () => new CaseOutput(name, stored.ToPicture().Orient(Inverse(stored.Metadata.Orientation)).ToRgb(), 3), Number(expected, "srgb_max_difference") ?? allowed);
        Compare("#samples16", () => Samples(name, stored, arrays[name + "#samples16"].Shape[2]), 0);
        return results.Find(result => !result.Passed)
            ?? new CaseResult(name, Worst(result => result.MaxAbsoluteError), Worst(result => result.MaxRelativeError), true);

        double Worst(Func<CaseResult, double> error) => results.Select(error).DefaultIfEmpty(0).Max();

        void Compare(string suffix, Func<CaseOutput> actual, double tolerance)
        {
            if (arrays.TryGetValue(name + suffix, out var array))
                results.Add(CaseResult.Compare(actual() with { Name = name + suffix }, array, tolerance, 0));
        }
    }

    /// <remarks>A transparent colour gives us an alpha channel that is not among the stored samples.</remarks>
    private static CaseOutput Samples(string name, StoredPicture stored, int channels)
    {
        var samples = stored.Samples16 ?? throw new InvalidOperationException($"{name} has no 16-bit samples.");
        var values = samples.Samples.Where((_, i) => i % samples.Channels < channels).Select(value => (double)value);
        return new CaseOutput(name, [.. values], [samples.Height, samples.Width, channels]);
    }

    private static int Inverse(int orientation) => orientation switch { 6 => 8, 8 => 6, _ => orientation };

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetDouble() : null;
}
