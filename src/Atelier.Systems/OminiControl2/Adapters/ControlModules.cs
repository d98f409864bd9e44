using System.Text.Json.Serialization;

namespace Atelier.Systems.OminiControl2.Adapters;

/// <summary>Which layers of a FLUX transformer a condition adapter changes.</summary>
[JsonConverter(typeof(LowerCaseEnum<ControlModules>))]
public enum ControlModules
{
    /// <summary>All that touch image tokens, the first MLP layer of double blocks left out: 343 layers of FLUX.1.</summary>
    Full,

    /// <summary>Modulation, queries and keys: 171 layers of FLUX.1.</summary>
    Reduced,

    /// <summary>Queries, keys and values: 171 layers of FLUX.1.</summary>
    Attention,
}
