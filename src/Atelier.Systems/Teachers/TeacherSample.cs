using Atelier.Torch;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Teachers;

/// <summary>One picture to learn from; its tensors belong to the caller's scope.</summary>
/// <param name="Latents">Scaled, plain and mirrored. [2, C, h, w], half precision</param>
/// <param name="Captions">Of the plain picture, each with its style; may be empty.</param>
/// <param name="MayMirror">Whether the mirrored picture may be used.</param>
/// <param name="Teacher">Who made it: <c>diorama</c>, or the name of a model.</param>
/// <param name="Seed">It was made from.</param>
/// <param name="Labels">What each token shows, plain and mirrored, where the teacher knows. [2, tokens]</param>
public sealed record TeacherSample(
    Tensor Latents, IReadOnlyList<LatentCaption> Captions, bool MayMirror, string Teacher, long Seed, TokenTargets? Labels = null);
