using Atelier.Cli.Shell;
using Atelier.Torch;

namespace Atelier.Cli.Generation;

/// <summary>Chooses the element type of products for this process.</summary>
internal static class ProductTypes
{
    /// <summary>Sets the asked type, or the one that a measurement of this CPU (made once) found faster.</summary>
    /// <param name="asked"><c>fp32</c>, <c>bf16</c>; <c>int8</c> and null, in which quantised weights are multiplied in int8 where the CPU has fast products for it.</param>
    /// <returns>Its short name.</returns>
    public static string Set(string? asked)
    {
        var type = asked switch
        {
            "fp32" => ScalarType.Float32,
            "bf16" => ScalarType.BFloat16,
            _ => PrecisionProbe.Fastest(CacheFolder()),
        };
        ProductPrecision.Set(type);
        ProductPrecision.QuantisedInt8 = asked is null or "auto" or "int8";
        return type == ScalarType.BFloat16 ? "bf16" : "fp32";
    }

    private static string CacheFolder()
    {
        if (CheckoutRoot.Find() is { } root && Directory.Exists(Path.Combine(root, "build")))
            return Path.Combine(root, "build", "cpu");
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "atelier");
    }
}
