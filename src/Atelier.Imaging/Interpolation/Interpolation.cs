using Atelier.Imaging.Interpolate;

namespace Atelier.Imaging;

/// <summary>torch's <c>interpolate</c> on floats of any number of spatial axes; all modes are separable.</summary>
public static class Interpolation
{
    /// <summary>Resizes the last axes of an array.</summary>
    /// <param name="values">Values, row by row.</param>
    /// <param name="shape">Sizes; the leading ones (batch, channels) stay.</param>
    /// <param name="size">New sizes of the last axes, as many as are to be resized.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="options">Coordinates; null for the defaults.</param>
    /// <returns>The new values, row by row.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public static float[] Resize(
        float[] values, IReadOnlyList<int> shape, IReadOnlyList<int> size, InterpolationMode mode, InterpolationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(size);
        if (size.Count == 0 || size.Count > shape.Count || size.Any(n => n < 1))
            throw new ArgumentException($"Sizes [{string.Join(", ", size)}] do not fit the shape [{string.Join(", ", shape)}].");
        if (shape.Aggregate(1L, (product, n) => product * n) != values.Length)
            throw new ArgumentException($"The shape [{string.Join(", ", shape)}] does not fit {values.Length} values.");
        int[] current = [.. shape];
        for (var i = size.Count - 1; i >= 0; i--) // the innermost axis first
        {
            var axis = shape.Count - size.Count + i;
            var taps = AxisTaps.Make(current[axis], size[i], mode, options ?? InterpolationOptions.Default);
            values = Apply(values, current, axis, taps);
            current[axis] = size[i];
        }

        return values;
    }

    /// <summary>Resizes planes, as torch does with [channels, height, width].</summary>
    public static PixelValues Resize(this PixelValues planes, int width, int height, InterpolationMode mode, InterpolationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(planes);
        var values = Resize(planes.Values, [planes.Channels, planes.Height, planes.Width], [height, width], mode, options);
        return new PixelValues(planes.Channels, height, width, values);
    }

    private static float[] Apply(float[] values, int[] shape, int axis, AxisTaps[] taps)
    {
        int outer = shape.Take(axis).Aggregate(1, (a, b) => a * b), inner = shape.Skip(axis + 1).Aggregate(1, (a, b) => a * b);
        var size = shape[axis];
        var result = new float[checked(outer * taps.Length * inner)];
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < taps.Length; i++)
            {
                var to = result.AsSpan(((o * taps.Length) + i) * inner, inner);
                for (var k = 0; k < taps[i].Positions.Length; k++)
                {
                    var from = values.AsSpan(((o * size) + taps[i].Positions[k]) * inner, inner);
                    var weight = taps[i].Weights[k];
                    for (var j = 0; j < inner; j++)
                        to[j] += from[j] * weight;
                }
            }
        }

        return result;
    }
}
