using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Adapters.Lycoris;
using Atelier.Systems.OminiControl2.Reuse;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Adapters;

/// <summary>Tells adapters apart by all that their changes are computed from.</summary>
internal static class AdapterFingerprint
{
    /// <summary>SHA-256 of layers, kinds and factors of the changes, and of names, shapes and values of their tensors.</summary>
    public static string Of(Adapter adapter)
    {
        var parameters = adapter.Parameters().OrderBy(p => p.Name, StringComparer.Ordinal).ToArray();
        string[] lines =
        [
            .. adapter.Modules().Where(m => m.Module is LayerUpdate).OrderBy(m => m.Name, StringComparer.Ordinal)
                .Select(m => $"{m.Name} {m.Module.GetType().Name} {Factor(m.Module).ToString("R", CultureInfo.InvariantCulture)}"),
            .. parameters.Select(p => $"{p.Name} [{string.Join(", ", p.Parameter.Shape)}]"),
            FeatureIdentity.Hash(parameters.Select(p => p.Parameter.Value)),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    // Files that differ in alpha alone have the same tensors.
    private static double Factor(Module update) => update switch { LoraUpdate lora => lora.Scale, WeightUpdate weight => weight.Scale, _ => 1 };
}
