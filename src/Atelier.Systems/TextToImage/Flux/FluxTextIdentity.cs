using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Tells text encoders apart without reading their gigabytes.</summary>
internal static class FluxTextIdentity
{
    /// <summary>SHA-256 of each tensor's name, type, shape and first row, which training and rounding change alike, and of the small files beside them.</summary>
    /// <param name="length">Tokens of a prompt.</param>
    /// <param name="networks">Where their weights lie.</param>
    /// <param name="tokenizers">Their files or folders.</param>
    public static string Of(int length, IReadOnlyList<FluxComponent> networks, IReadOnlyList<string> tokenizers)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(length));
        foreach (var network in networks)
        {
            using var source = network.Open();
            foreach (var name in source.Names.Order(StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{name} {source.TypeOf(name)} {string.Join(' ', source.ShapeOf(name))}\n"));
                hash.AppendData(MemoryMarshal.AsBytes(FirstRow(source, name).AsSpan()));
            }

            if (network.Config is { } folder)
                hash.AppendData(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        }

        foreach (var file in tokenizers.SelectMany(Files))
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Files(string path) => File.Exists(path) ? [path] : Directory.EnumerateFiles(path).Order(StringComparer.Ordinal);

    private static float[] FirstRow(ITensorSource source, string name)
    {
        using var scope = Tensor.Scope();
        var tensor = source.ReadPacked(name)?.Rows(0, 1).Unpack() ?? source.Read(name);
        return (tensor.Rank > 1 ? tensor.Narrow(0, 0, 1) : tensor).ToFloats();
    }
}
