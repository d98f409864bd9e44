using System.Text.RegularExpressions;
using Atelier.Models.Adapters;
using Atelier.Models.Flux;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Adapters;

/// <summary>The layers of each set.</summary>
public static class ControlModuleSets
{
    /// <summary>The layers of a set by full name, in the network's order.</summary>
    public static IReadOnlyList<(string Name, Linear Layer)> Of(FluxTransformer network, ControlModules modules)
    {
        var pattern = new Regex($"^(?:{Pattern(modules)})$");
        return [.. network.Modules().Where(m => m.Module is Linear && pattern.IsMatch(m.Name)).Select(m => (m.Name, (Linear)m.Module))];
    }

    /// <summary>Checks that an adapter changes the layers of a set, all and no others.</summary>
    /// <param name="network">The network that it is for.</param>
    /// <param name="modules">The set that its rule names.</param>
    /// <param name="layers">Full names of the layers that it changes.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="AdapterException">A layer is missing, or is none of the set.</exception>
    internal static void Require(FluxTransformer network, ControlModules modules, IReadOnlyCollection<string> layers, string file)
    {
        var named = Of(network, modules).Select(l => l.Name).ToArray();
        var (missing, others) = (named.Except(layers).ToArray(), layers.Except(named).Order(StringComparer.Ordinal).ToArray());
        if (missing.Length == 0 && others.Length == 0)
            return;
        var set = modules.ToString().ToLowerInvariant();
        var differs = missing.Length > 0 ? $"'{missing[0]}' is missing" : $"'{others[0]}' is none of them";
        throw new AdapterException($"{file} was trained on the {named.Length} layers of '{set}' by its rule, and changes {layers.Count}: {differs}.");
    }

    private static string Pattern(ControlModules modules) => modules switch
    {
        ControlModules.Full =>
            @"x_embedder|transformer_blocks\.\d+\.(?:norm1\.linear|attn\.to_[qkv]|attn\.to_out\.0|ff\.net\.2)|" +
            @"single_transformer_blocks\.\d+\.(?:norm\.linear|proj_mlp|proj_out|attn\.to_[qkv])",
        ControlModules.Reduced =>
            @"transformer_blocks\.\d+\.(?:norm1\.linear|attn\.to_[qk])|single_transformer_blocks\.\d+\.(?:norm\.linear|attn\.to_[qk])",
        _ => @"(?:single_)?transformer_blocks\.\d+\.attn\.to_[qkv]",
    };
}
