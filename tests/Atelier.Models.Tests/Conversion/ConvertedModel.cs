using System.Text.Json;
using Atelier.Models.Conversion;
using Atelier.Models.Weights;
using Atelier.Testing;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Conversion;

/// <summary>A small network of a golden case as files, and a folder to convert it in.</summary>
internal sealed class ConvertedModel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-").FullName;
    private readonly SafetensorsTensors _golden;

    /// <summary>Writes the input of a case as <c>original.safetensors</c> and its config as <c>config.json</c>.</summary>
    public ConvertedModel(string name)
    {
        var path = Path.Combine(RepositoryRoot.Path, "tests", "goldens", name);
        _golden = SafetensorsTensors.Open($"{path}.safetensors");
        using var json = JsonDocument.Parse(File.ReadAllText($"{path}.json"));
        File.WriteAllText(Config, json.RootElement.GetProperty("config").GetRawText());
        TensorFile.Write(Original, new PrefixedTensors(_golden, "in."), null, "");
    }

    public string Original => At("original.safetensors");

    public string Config => At("config.json");

    /// <summary>The recorded tensors under diffusers' names.</summary>
    public ITensorSource Expected => new PrefixedTensors(_golden, _golden.Names.Any(n => n.StartsWith("out.diffusers.", StringComparison.Ordinal)) ? "out.diffusers." : "out.");

    public string At(string name) => Path.Combine(_folder, name);

    public ConversionResult Convert(string from, string to, Func<ConversionRequest, ConversionRequest>? with = null)
    {
        var request = new ConversionRequest(At(from), At(to)) { Config = from.StartsWith("original", StringComparison.Ordinal) ? Config : null };
        return ModelConverter.Convert(with?.Invoke(request) ?? request);
    }

    /// <summary>Asserts that a file or folder has tensors, with the same elements bit for bit.</summary>
    public static void HasAll(ITensorSource expected, string path, Func<string, bool>? which = null)
    {
        using var found = WeightFile.Open(path);
        foreach (var name in expected.Names.Where(n => which?.Invoke(n) ?? true))
        {
            using var left = expected.Read(name);
            using var right = found.Read(name);
            Assert.Equal(left.Shape, right.Shape);
            Assert.Equal(left.ToFloats(), right.ToFloats());
        }
    }

    public void Dispose()
    {
        _golden.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
