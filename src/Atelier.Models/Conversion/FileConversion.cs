using Atelier.Models.Conversion.Networks;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>Writes networks to one file.</summary>
internal static class FileConversion
{
    private const string SafetyChecker = "safety_checker";

    // Stable Diffusion XL's first text encoder.
    private const string FirstOfTwo = "conditioner.embedders.0.transformer.";

    public static void Run(ModelInput input, ConversionRequest request, WeightOutput output)
    {
        // No checkpoint of the authors holds it.
        if (input.LeaveOut(SafetyChecker))
            output.Notes.Add($"{SafetyChecker} is left out; single files hold none.");
        var known = input.Parts.All(p => p.Layout is not null);
        if (!known && request.Names is null && !request.KeepNames)
            output.Notes.Add($"{input.Path} holds {(input.Parts.Count > 1 ? "networks" : "a network")} of other than the known names; names are kept.");
        WeightNames? names = request.KeepNames || (!known && request.Names is null) ? null : request.Names ?? WeightNames.Original;
        var config = input.Parts is [var one] ? one.Config : null;
        var main = input.Parts.FirstOrDefault(p => p.Layout?.Family is WeightFamily.Flux or WeightFamily.UNet) ?? input.Parts[0];
        var architecture = main.Layout is { } layout ? NetworkKind.Of(layout.Family).Architecture(main.Source) : "unknown";
        if (request.Loras.Count == 0 && input.Whole is { } whole && input.Parts.All(p => IsNamed(p, names)))
        {
            output.Write(request.Output, whole, Content(input, names), architecture, config);
            return;
        }

        if (input.Parts.Count > 1 && names != WeightNames.Original && input.Whole is null)
            throw Several(input, "under these names one file holds one network");
        if (input.Parts.Count > 1 && input.Parts.FirstOrDefault(p => p.Layout is null) is { } odd)
            throw Several(input, $"the authors' names of {odd.Name} are not known");
        if (input.Parts.GroupBy(p => p.Layout?.Family).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Several(input, $"{string.Join(" and ", twice.Select(p => p.Name))} would have the same names");
        using var open = new OpenNetworks(input.Parts);
        if (input.Whole is null && input.Parts.Count > 1 && open.ByName.Values.FirstOrDefault(n => !n.Kind.SharesFiles(n.Network)) is { } own)
            throw Several(input, $"the authors' files hold this {own.Kind.Title} under names that are not known");
        LoraFusion.Apply(open.ByName, request.Loras, request.Type is not null, output.Notes);
        var written = input.Parts.Select(p => Named(input, p, open.ByName[p.Name], names)).ToList();
        if (input.Whole is { } file && input.Parts.All(p => IsNamed(p, names)))
            written.Add(new RemainingTensors(file, open.ByName.Values.SelectMany(n => n.Stored).ToHashSet()));
        else
            open.NoteRest(input, output.Notes);
        output.Write(request.Output, written is [var single] ? single : new JoinedTensors(written), Content(input, names), architecture,
            open.ByName.Count == 1 ? open.ByName.Values.First().Config : null);
    }

    // Null is: as they are.
    private static bool IsNamed(ModelPart part, WeightNames? names) => names is null || (part.Layout is { } layout && (layout.Family == WeightFamily.ClipText
        ? names == WeightNames.Original || layout.Prefix.Length == 0
        : layout.Names == names && (names == WeightNames.Original || layout.Prefix.Length == 0)));

    private static ITensorSource Named(ModelInput input, ModelPart part, NetworkWeights network, WeightNames? names)
    {
        var layout = part.Layout!;
        var original = names is null ? layout.Names == WeightNames.Original || layout.Family == WeightFamily.ClipText : names == WeightNames.Original;
        if (!original)
            return network.Tensors;
        var own = input.Parts.Count == 1 ? network.Kind.OwnPrefix
            : layout.Family == WeightFamily.ClipText && input.Parts.Any(p => p.Layout?.Family == WeightFamily.OpenClipText) ? FirstOfTwo
            : network.Kind.WholePrefix;
        return network.Original(input.Whole is not null && IsNamed(part, names) ? layout.Prefix : own);
    }

    private static string Content(ModelInput input, WeightNames? names) => input.Parts.Any(p => p.Layout is null)
        ? "tensors under their names"
        : string.Join("; ", input.Parts.Select(p => new WeightLayout(p.Layout!.Family, names ?? p.Layout.Names, "")));

    private static WeightException Several(ModelInput input, string why) =>
        new($"{input.Path} holds {string.Join(", ", input.Parts.Select(p => p.Name))}; {why}. Choose one of these parts, or write a folder.");
}
