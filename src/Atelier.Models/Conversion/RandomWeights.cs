namespace Atelier.Models.Conversion;

/// <summary>Names of networks with random weights, which stand in a conversion's input as <c>random:NAME</c>.</summary>
public static class RandomWeights
{
    /// <summary>What stands before the name.</summary>
    public const string Prefix = "random:";

    /// <summary>FLUX.1-schnell's transformer.</summary>
    public const string FluxSchnell = "flux.1-schnell";
}
