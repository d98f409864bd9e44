using System.Text.Json;
using Atelier.Training.Runs;

namespace Atelier.Training.Verification;

/// <summary>Reads arguments of reference implementations as our own options, whose keys are the same.</summary>
internal static class ReferenceOptions
{
    /// <summary>The options of a type, without arguments that choose a kernel and not a result.</summary>
    public static T Read<T>(JsonElement arguments, params string[] ignored)
    {
        var kept = arguments.EnumerateObject().Where(p => !ignored.Contains(p.Name)).ToDictionary(p => p.Name, p => p.Value);
        return ConfigReader.Read<T>(JsonSerializer.SerializeToElement(kept), "options");
    }
}
