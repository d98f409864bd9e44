using System.Text.Json.Serialization;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2;

/// <summary>Whether positions are shifted in the units of the condition or of the target.</summary>
[JsonConverter(typeof(LowerCaseEnum<ShiftOrder>))]
public enum ShiftOrder
{
    /// <summary>The shift is in condition tokens and is scaled with them, as the released sampler does.</summary>
    BeforeScale,

    /// <summary>The shift is in target tokens, as the released trainer does.</summary>
    AfterScale,
}
