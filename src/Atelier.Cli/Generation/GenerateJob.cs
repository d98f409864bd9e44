using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Generation;

/// <summary>What <c>atelier generate</c> was asked to do.</summary>
/// <param name="Model">Name or folder of the model.</param>
/// <param name="Request">What to paint.</param>
/// <param name="Target">Where pictures go.</param>
/// <param name="Precision"><c>fp32</c> or <c>bf16</c>; null takes the faster one.</param>
/// <param name="Preview">Folder for previews; null for none.</param>
internal sealed record GenerateJob(string Model, TextToImageRequest Request, PictureTarget Target, string? Precision, string? Preview);
