using System.Text.RegularExpressions;

namespace Atelier.Models.Upscaling;

/// <summary>Older names of RRDB networks as Real-ESRGAN's.</summary>
internal static partial class RrdbNames
{
    /// <summary>The name by today's code; names of other networks stay as they are.</summary>
    /// <param name="name">A name in the file.</param>
    /// <param name="all">All names of the file.</param>
    public static string Public(string name, IReadOnlyCollection<string> all)
    {
        if (all.Contains("model.0.weight"))
            return OfSequence(name, all);
        if (!all.Contains("RRDB_trunk.0.RDB1.conv1.weight"))
            return name;
        // ESRGAN's second code, and BSRGAN.
        return Trunk().Replace(name, m => $"body.{m.Groups[1]}.rdb{m.Groups[2]}.").Replace("trunk_conv.", "conv_body.", StringComparison.Ordinal)
            .Replace("upconv", "conv_up", StringComparison.Ordinal).Replace("HRconv.", "conv_hr.", StringComparison.Ordinal);
    }

    // ESRGAN's first code: everything stands in one sequence, so that the number of doublings decides where the last layers are.
    private static string OfSequence(string name, IReadOnlyCollection<string> all)
    {
        if (Block().Match(name) is { Success: true } block)
            return $"body.{block.Groups[1]}.rdb{block.Groups[2]}.conv{block.Groups[3]}.{block.Groups[4]}";
        if (Body().Match(name) is { Success: true } body)
            return $"conv_body.{body.Groups[1]}";
        if (Layer().Match(name) is not { Success: true } layer)
            return name;
        var (index, kind) = (int.Parse(layer.Groups[1].ValueSpan), layer.Groups[2].Value);
        var last = all.Select(n => Layer().Match(n)).Where(m => m.Success).Max(m => int.Parse(m.Groups[1].ValueSpan));
        return index == 0 ? $"conv_first.{kind}" : index == last ? $"conv_last.{kind}" : index == last - 2 ? $"conv_hr.{kind}" : $"conv_up{index / 3}.{kind}";
    }

    [GeneratedRegex(@"^RRDB_trunk\.(\d{1,4})\.RDB(\d)\.")]
    private static partial Regex Trunk();

    [GeneratedRegex(@"^model\.1\.sub\.(\d{1,4})\.RDB(\d)\.conv(\d)\.0\.(weight|bias)$")]
    private static partial Regex Block();

    [GeneratedRegex(@"^model\.1\.sub\.\d{1,4}\.(weight|bias)$")]
    private static partial Regex Body();

    [GeneratedRegex(@"^model\.(\d{1,3})\.(weight|bias)$")]
    private static partial Regex Layer();
}
