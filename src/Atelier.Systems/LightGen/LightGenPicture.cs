using Atelier.Imaging;

namespace Atelier.Systems.LightGen;

/// <summary>One finished picture with all that is needed to paint it again.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Seed">Its own seed.</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="Request">As it was carried out: nothing left out.</param>
/// <param name="Model">Name of the model.</param>
public sealed record LightGenPicture(Picture Picture, long Seed, double Seconds, LightGenRequest Request, string Model);
