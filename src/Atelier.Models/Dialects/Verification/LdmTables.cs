using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.UNet;
using Atelier.Models.UNet.Verification;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Dialects.Verification;

/// <summary>Recorded tables from the names of original Stable Diffusion files to diffusers': each row, and each tensor that changes.</summary>
internal static class LdmTables
{
    private static readonly Dictionary<string, Func<GoldenCase, ITensorSource, ITensorSource>> Translations = new()
    {
        ["convert_ldm_unet_checkpoint"] = (golden, file) => LdmUNetNames.Translate(file, new UNetModel(UNetCases.Config(golden.Config))),
        ["convert_controlnet_checkpoint"] = (golden, file) => LdmUNetNames.Translate(
            file, new ControlNet(UNetCases.Config(golden.Config), ModelConfig.Read<ControlNetConfig>(golden.Config))),
        ["convert_ldm_vae_checkpoint"] = (golden, file) => LdmAutoencoderNames.Translate(file, ModelConfig.ReadStrict<AutoencoderKLConfig>(golden.Config)),
        ["convert_ldm_clip_checkpoint"] = (_, file) => ClipTextNames.Clip(file),
        ["convert_open_clip_checkpoint"] = (_, file) => ClipTextNames.Open(file),
    };

    public static bool Knows(string component) => Translations.ContainsKey(component);

    public static void Run(GoldenCase golden, CaseReport report, ITensorSource file)
    {
        var translated = Translations[golden.Component](golden, file);
        var recipes = (translated as TranslatedTensors)?.Recipes
            ?? translated.Names.ToDictionary(n => n, n => new TensorRecipe(n, TensorCut.Whole));
        var expected = new HashSet<string>(golden.Outputs);
        var wrong = new List<string>();
        foreach (var row in golden.Call.GetProperty("table").EnumerateArray())
        {
            var (theirs, ours) = (row[0].GetString()!, row[1].GetString());
            if (ours is null)
                continue;
            expected.Add(ours);
            if (!recipes.TryGetValue(ours, out var recipe) || recipe.Source != theirs)
                wrong.Add($"{ours} is {recipe?.Source ?? "missing"} instead of {theirs}");
        }

        report.Check("table", wrong.Count == 0, string.Join("; ", wrong.Take(3)));
        var further = translated.Names.Where(n => !expected.Contains(n)).ToArray();
        report.Check("nothing else", further.Length == 0, string.Join(", ", further.Take(3)));
        foreach (var output in golden.Outputs)
        {
            var (tensor, actual) = (golden.Expected(output), translated.Read(output));
            var equal = tensor.Shape.AsSpan().SequenceEqual(actual.Shape) && tensor.Eq(actual).All().Item() != 0;
            report.Check(output, equal, $"{actual.Describe()} is not the recorded {tensor.Describe()} bit by bit");
        }
    }
}
