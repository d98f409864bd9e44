using Atelier.Imaging;

namespace Atelier.Systems.Teachers;

/// <summary>A model that paints captions.</summary>
/// <param name="Name">Of the model, for records.</param>
/// <param name="Steps">Of its sampler.</param>
/// <param name="Guidance">Strength.</param>
/// <param name="Paint">The picture of a caption and a seed.</param>
public sealed record CaptionPainter(string Name, int Steps, double Guidance, Func<string, long, CancellationToken, Picture> Paint);
