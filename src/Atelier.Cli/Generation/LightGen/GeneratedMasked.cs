using Atelier.Systems.LightGen;

namespace Atelier.Cli.Generation.LightGen;

/// <summary>One picture of a masked model in the JSON of <c>atelier generate</c>.</summary>
internal sealed record GeneratedMasked(string Path, long Seed, double Seconds, LightGenParameters Parameters);
