using System.Text.Json.Serialization;

namespace Atelier.Systems.Preference;

/// <summary>What is learned from pairs, and what is learned in its place to see what preference is worth.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PreferenceControl>))]
public enum PreferenceControl
{
    /// <summary>To prefer winners over losers, relative to the start.</summary>
    Dpo,

    /// <summary>To paint the winners, by the plain training loss.</summary>
    Sft,

    /// <summary>To prefer either side, at random but always the same one of a pair.</summary>
    Shuffled,

    /// <summary>To prefer losers.</summary>
    Flipped,
}
