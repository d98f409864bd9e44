using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>What came of a call of a FLUX transformer.</summary>
/// <param name="Sample">The velocity of the output stream [B, N, out], or null where no stream was read out.</param>
/// <param name="Recorded">Keys and values that were asked for, in that order; the caller frees them.</param>
public sealed record FluxResult(Tensor? Sample, IReadOnlyList<CachedStream> Recorded);
