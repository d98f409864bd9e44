using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Generation;

/// <summary>One picture in the JSON of <c>atelier generate</c>.</summary>
internal sealed record GeneratedPicture(string Path, long Seed, double Seconds, PictureParameters Parameters);
