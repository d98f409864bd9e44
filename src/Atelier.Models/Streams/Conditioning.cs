using Atelier.Torch;

namespace Atelier.Models.Streams;

/// <summary>What modulates the tokens of a stream. Streams that share one object share the computation.</summary>
/// <param name="Timestep">[B], 0 (clean) to 1 (noise).</param>
/// <param name="Guidance">[B], the plain guidance number; null for networks without a guidance embedding.</param>
/// <param name="Pooled">[B, P], the pooled text; null for networks without one.</param>
public sealed record Conditioning(Tensor Timestep, Tensor? Guidance = null, Tensor? Pooled = null);
