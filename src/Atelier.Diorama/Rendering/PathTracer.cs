using System.Numerics;
using Atelier.Diorama.Embree;
using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Rendering;

/// <summary>Follows light backward through a scene; one per thread.</summary>
/// <remarks>
/// The sun and the lamps are sampled at every scattering point and never found by chance; the sky is found by the
/// scattered rays themselves. So no light is counted twice.
/// </remarks>
internal sealed class PathTracer(SceneTracer scene) : IDisposable
{
    private const int MaxBounces = 10;
    private const float ScatteredSpread = 0.15f;

    // Longer paths through glass and between mirrors are rare and bright; this bounds their noise.
    private const float FireflyLimit = 6;
    private const float LeastHighlight = 0.03f;
    private readonly Tracer _tracer = new();

    public Tracer Tracer => _tracer;

    public void Trace(Vector3 origin, Vector3 direction, float spread, out Hit hit) => scene.Trace(_tracer, origin, direction, spread, out hit);

    /// <summary>Whether a surface's light splits into reflectance times arriving light.</summary>
    public static bool IsDiffuse(MaterialKind material) => material is MaterialKind.Matte or MaterialKind.Glossy or MaterialKind.Photographic;

    /// <summary>Light from sun and lamps that arrives at a diffuse point, over pi, for two stratified numbers.</summary>
    public Vector3 Direct(in Hit hit, float u, float v)
    {
        var sum = Vector3.Zero;
        var origin = hit.Position + hit.Normal * 2e-4f;
        foreach (var light in scene.Lights)
            sum += Lit(light, origin, hit.Normal, u, v);
        return sum;
    }

    /// <summary>All other light that arrives at a diffuse point, along one cosine-distributed ray.</summary>
    public Vector3 Indirect(in Hit hit, float u, float v, ref HashedRandom random)
    {
        var direction = Frame.Cosine(hit.Normal, u, v);
        return Radiance(hit.Position + hit.Normal * 2e-4f, direction, ScatteredSpread, isMirrored: false, ref random);
    }

    /// <summary>What the coat of a glossy point reflects toward the eye.</summary>
    public Vector3 Coat(in Hit hit, Vector3 direction, float spread, float u, float v, ref HashedRandom random)
    {
        var facet = Frame.Microfacet(hit.Normal, -direction, Alpha(hit.Roughness), u, v);
        var reflected = Vector3.Reflect(direction, facet);
        var cosine = Vector3.Dot(reflected, hit.Normal);
        if (cosine <= 0)
            return Vector3.Zero;
        var fresnel = Fresnel(hit.Reflectance, Vector3.Dot(-direction, facet));
        var light = Radiance(hit.Position + hit.Normal * 2e-4f, reflected, spread + hit.Roughness * 0.5f, isMirrored: true, ref random);
        return fresnel * Shadowing(cosine, hit.Roughness) * light + Highlight(hit, direction);
    }

    /// <summary>The share of light that enters a coat rather than being reflected.</summary>
    public static Vector3 Entering(in Hit hit, Vector3 direction) =>
        hit.Material == MaterialKind.Glossy ? Vector3.One - Fresnel(hit.Reflectance, -Vector3.Dot(direction, hit.Normal)) : Vector3.One;

    /// <summary>Radiance of an object's point as it is looked at.</summary>
    public Vector3 Seen(in Hit hit, Vector3 direction, float spread, ref HashedRandom random)
    {
        var first = hit;
        return Follow(ref first, direction, spread, isMirrored: true, ref random);
    }

    private Vector3 Radiance(Vector3 origin, Vector3 direction, float spread, bool isMirrored, ref HashedRandom random)
    {
        scene.Trace(_tracer, origin, direction, spread, out var hit);
        return Follow(ref hit, direction, spread, isMirrored, ref random);
    }

    /// <summary>Radiance along a ray that met <paramref name="hit"/>, which is overwritten.</summary>
    private Vector3 Follow(ref Hit hit, Vector3 direction, float spread, bool isMirrored, ref HashedRandom random)
    {
        var origin = Vector3.Zero;
        var throughput = Vector3.One;
        var light = Vector3.Zero;
        for (var bounce = 0; bounce < MaxBounces; bounce++)
        {
            if (bounce > 0)
                scene.Trace(_tracer, origin, direction, spread, out hit);
            if (hit.Surface == Hit.Sky)
            {
                light += throughput * (isMirrored ? scene.Surroundings.Radiance(direction) : scene.Surroundings.Coarse(direction));
                break;
            }

            if (hit.Haze > 0)
            {
                light += throughput * hit.Haze * scene.Surroundings.Haze(direction);
                throughput *= 1 - hit.Haze;
            }

            switch (hit.Material)
            {
                case MaterialKind.Glass:
                    Refract(hit, ref origin, ref direction, ref throughput, ref random);
                    isMirrored = true;
                    continue;
                case MaterialKind.Metal:
                    light += throughput * Highlight(hit, direction);
                    if (!Reflect(hit, ref origin, ref direction, ref throughput, ref random))
                        return light;
                    spread += hit.Roughness * 0.5f;
                    isMirrored = true;
                    continue;
                case MaterialKind.Glossy when isMirrored:
                    // A coat matters only where it is looked at.
                    var coat = Fresnel(hit.Reflectance, -Vector3.Dot(direction, hit.Normal)).X;
                    var chance = Math.Clamp(coat * 2, 0.1f, 0.9f);
                    if (random.Next() < chance)
                    {
                        throughput *= 1 / chance;
                        light += throughput * Highlight(hit, direction);
                        if (!Reflect(hit, ref origin, ref direction, ref throughput, ref random))
                            return light;
                        spread += hit.Roughness * 0.5f;
                        continue;
                    }

                    throughput *= (1 - coat) / (1 - chance);
                    break;
            }

            throughput *= hit.Albedo;
            if (isMirrored)
            {
                // Looked at in a mirror: as good as seen directly.
                light += throughput * Direct(hit, random.Next(), random.Next());
            }
            else
            {
                light += throughput * OneLight(hit, ref random);
                var survival = Math.Clamp(MathF.Max(throughput.X, MathF.Max(throughput.Y, throughput.Z)), 0.05f, 0.9f);
                if (random.Next() >= survival)
                    break;
                throughput /= survival;
            }

            origin = hit.Position + hit.Normal * 2e-4f;
            direction = Frame.Cosine(hit.Normal, random.Next(), random.Next());
            spread = ScatteredSpread;
            isMirrored = false;
        }

        return Vector3.Min(light, new Vector3(FireflyLimit));
    }

    public void Dispose() => _tracer.Dispose();

    private static float Alpha(float roughness) => MathF.Max(0.002f, roughness * roughness * 2);

    /// <summary>Schlick's mirror reflectance.</summary>
    /// <param name="straight">At straight view.</param>
    /// <param name="cosine">Of the angle to the normal.</param>
    public static Vector3 Fresnel(Vector3 straight, float cosine)
    {
        var m = 1 - Math.Clamp(cosine, 0, 1);
        var m2 = m * m;
        return straight + (Vector3.One - straight) * (m2 * m2 * m);
    }

    /// <summary>Smith's term for the outgoing side of GGX, given that the facet was drawn among the visible ones.</summary>
    private static float Shadowing(float cosine, float roughness)
    {
        var alpha = Alpha(roughness);
        var square = cosine * cosine;
        return 2 * cosine / (cosine + MathF.Sqrt(alpha * alpha + (1 - alpha * alpha) * square));
    }

    private Vector3 Lit(LightSource light, Vector3 origin, Vector3 normal, float u, float v)
    {
        var (direction, distance, strength) = light.Sample(origin, u, v);
        var cosine = Vector3.Dot(direction, normal);
        return cosine <= 0 ? Vector3.Zero : strength * cosine * scene.Visibility(_tracer, origin, direction, distance);
    }

    private Vector3 OneLight(in Hit hit, ref HashedRandom random)
    {
        var lights = scene.Lights;
        if (lights.Length == 0)
            return Vector3.Zero;
        var index = lights.Length == 1 ? 0 : Math.Min((int)(random.Next() * lights.Length), lights.Length - 1);
        return lights.Length * Lit(lights[index], hit.Position + hit.Normal * 2e-4f, hit.Normal, random.Next(), random.Next());
    }

    /// <summary>
    /// The image of sun and lamps in a rough mirror: GGX, widened by the light's own size, toward its middle. Since the
    /// scattered rays do not see these lights, nothing is counted twice.
    /// </summary>
    private Vector3 Highlight(in Hit hit, Vector3 direction)
    {
        var sum = Vector3.Zero;
        var origin = hit.Position + hit.Normal * 2e-4f;
        foreach (var light in scene.Lights)
        {
            var (toward, distance, strength) = light.Middle(origin);
            var cosine = Vector3.Dot(toward, hit.Normal);
            if (cosine <= 0)
                continue;
            var half = Vector3.Normalize(toward - direction);
            var alpha = MathF.Min(1, MathF.Max(LeastHighlight, Alpha(hit.Roughness)) + light.Tangent(distance) * 0.5f);
            var tilt = Vector3.Dot(half, hit.Normal);
            var spread = tilt * tilt * (alpha * alpha - 1) + 1;
            var away = MathF.Max(0.1f, -Vector3.Dot(direction, hit.Normal));
            var shine = alpha * alpha / (spread * spread * 4 * away);
            sum += strength * shine * Fresnel(hit.Reflectance, Vector3.Dot(toward, half)) * scene.Visibility(_tracer, origin, toward, distance);
        }

        return Vector3.Min(sum, new Vector3(FireflyLimit));
    }

    private static bool Reflect(in Hit hit, ref Vector3 origin, ref Vector3 direction, ref Vector3 throughput, ref HashedRandom random)
    {
        var facet = Frame.Microfacet(hit.Normal, -direction, Alpha(hit.Roughness), random.Next(), random.Next());
        var reflected = Vector3.Reflect(direction, facet);
        var cosine = Vector3.Dot(reflected, hit.Normal);
        if (cosine <= 0)
            return false;
        throughput *= Fresnel(hit.Reflectance, Vector3.Dot(-direction, facet)) * Shadowing(cosine, hit.Roughness);
        origin = hit.Position + hit.Normal * 2e-4f;
        direction = reflected;
        return true;
    }

    private void Refract(in Hit hit, ref Vector3 origin, ref Vector3 direction, ref Vector3 throughput, ref HashedRandom random)
    {
        const float Index = 1.5f;
        if (hit.IsInside)
        {
            var depth = -scene.Bodies[hit.Object].Absorption * hit.Distance;
            throughput *= new Vector3(MathF.Exp(depth.X), MathF.Exp(depth.Y), MathF.Exp(depth.Z));
        }

        var ratio = hit.IsInside ? Index : 1 / Index;
        var cosine = -Vector3.Dot(direction, hit.Normal);
        var inner = 1 - ratio * ratio * (1 - cosine * cosine);
        var reflectance = inner <= 0 ? 1 : Dielectric(cosine, MathF.Sqrt(inner), hit.IsInside ? Index : 1, hit.IsInside ? 1 : Index);
        if (random.Next() < reflectance)
        {
            direction = Vector3.Reflect(direction, hit.Normal);
            origin = hit.Position + hit.Normal * 2e-4f;
        }
        else
        {
            direction = Vector3.Normalize(direction * ratio + hit.Normal * (ratio * cosine - MathF.Sqrt(inner)));
            origin = hit.Position - hit.Normal * 2e-4f;
        }
    }

    private static float Dielectric(float cosine, float transmitted, float from, float to)
    {
        var parallel = (to * cosine - from * transmitted) / (to * cosine + from * transmitted);
        var across = (from * cosine - to * transmitted) / (from * cosine + to * transmitted);
        return 0.5f * (parallel * parallel + across * across);
    }
}
