using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Atelier.Diorama.Rendering.FirstSurfaces;

namespace Atelier.Diorama.Rendering;

/// <summary>The arithmetic of <see cref="LightFilter"/> for eight pixels at once whose neighbours all show one surface.</summary>
internal sealed class InnerFilter(FirstSurfaces surfaces, Vector3 eye, float reach, float[] falloff)
{
    private const int WideStep = 2;
    private readonly Lanes3 _eye = new(Vector256.Create(eye.X), Vector256.Create(eye.Y), Vector256.Create(eye.Z));

    /// <summary>Each light over its near neighbours.</summary>
    public void Near(int at, out Lanes3 direct, out Lanes3 other, out Lanes3 indirect)
    {
        var normal = surfaces.Load3(Property.Normal, at);
        var position = surfaces.Load3(Property.Position, at);
        var centreDirect = surfaces.Load3(Property.Direct, at);
        var centreOther = surfaces.Load3(Property.Other, at);
        var directNoise = surfaces.Load(Property.DirectNoise, at);
        var otherNoise = surfaces.Load(Property.OtherNoise, at);
        var steepness = Steepness(position);
        var (directWeight, otherWeight, indirectWeight) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        direct = other = indirect = default;
        for (var i = 0; i < falloff.Length; i++)
        {
            var from = at + (i / 5 - 2) * surfaces.Stride + i % 5 - 2;
            var alike = falloff[i] * Alike(normal, position, steepness, from) * surfaces.Load(Property.Lit, from);
            indirect += alike * surfaces.Load3(Property.Indirect, from);
            indirectWeight += alike;
            var light = surfaces.Load3(Property.Direct, from);
            var weight = alike * Agreement(centreDirect.Y - light.Y, directNoise + surfaces.Load(Property.DirectNoise, from));
            direct += weight * light;
            directWeight += weight;
            light = surfaces.Load3(Property.Other, from);
            weight = alike * Agreement(centreOther.Y - light.Y, otherNoise + surfaces.Load(Property.OtherNoise, from));
            other += weight * light;
            otherWeight += weight;
        }

        direct = Mean(direct, directWeight, centreDirect);
        other = Mean(other, otherWeight, centreOther);
        indirect = Mean(indirect, indirectWeight, surfaces.Load3(Property.Indirect, at));
    }

    /// <summary>Indirect light once more over the wider net.</summary>
    public Lanes3 Wide(int at)
    {
        var normal = surfaces.Load3(Property.Normal, at);
        var position = surfaces.Load3(Property.Position, at);
        var steepness = Steepness(position);
        var sum = default(Lanes3);
        var total = Vector256<float>.Zero;
        for (var i = 0; i < falloff.Length; i++)
        {
            var from = at + ((i / 5 - 2) * surfaces.Stride + i % 5 - 2) * WideStep;
            var weight = falloff[i] * Alike(normal, position, steepness, from);
            sum += weight * surfaces.Load3(Property.SmoothIndirect, from);
            total += weight;
        }

        return Mean(sum, total, surfaces.Load3(Property.SmoothIndirect, at));
    }

    private static Lanes3 Mean(Lanes3 sum, Vector256<float> weight, Lanes3 otherwise) =>
        Lanes3.Select(Vector256.GreaterThan(weight, Vector256<float>.Zero), sum / weight, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Agreement(Vector256<float> difference, Vector256<float> variance) =>
        Vector256<float>.One / (Vector256<float>.One + difference * difference / (variance + Vector256.Create(1e-4f)));

    private Vector256<float> Steepness(Lanes3 position)
    {
        var offset = position - _eye;
        var distance = Vector256.Sqrt(Lanes3.Dot(offset, offset)) * reach;
        return Vector256<float>.One / (distance * distance);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Alike(Lanes3 normal, Lanes3 position, Vector256<float> steepness, int from)
    {
        var facing = Vector256.Max(Lanes3.Dot(normal, surfaces.Load3(Property.Normal, from)), Vector256<float>.Zero);
        facing *= facing;
        facing *= facing;
        var offset = Lanes3.Dot(normal, surfaces.Load3(Property.Position, from) - position);
        return facing * facing / (Vector256<float>.One + offset * offset * steepness);
    }
}
