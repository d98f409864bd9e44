using System.Text.RegularExpressions;
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
