using Atelier.Imaging;

namespace Atelier.Systems.Teachers;

/// <summary>A model that paints captions.</summary>
/// <param name="Name">Of the model, for records.</param>
/// <param name="Steps">Of its sampler.</param>
/// <param name="Guidance">Strength.</param>
/// <param name="Together">Pictures that it had best paint at once, at least 1.</param>
/// <param name="Paint">The pictures of captions and seeds.</param>
public sealed record CaptionPainter(
    string Name, int Steps, double Guidance, int Together, Func<IReadOnlyList<(string Caption, long Seed)>, CancellationToken, IReadOnlyList<Picture>> Paint);
