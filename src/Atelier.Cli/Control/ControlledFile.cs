using Atelier.Systems.OminiControl2;
using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Control;

/// <summary>One picture in the JSON of <c>atelier control</c>.</summary>
internal sealed record ControlledFile(
    string Path, long Seed, double Seconds, PictureParameters Parameters, ControlParameters Control, double Overhead, long CacheBytes, int Computed);
