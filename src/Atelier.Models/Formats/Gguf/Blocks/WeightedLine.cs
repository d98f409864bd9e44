using System.Runtime.Intrinsics;

namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>The line from codes to values with the least weighted squared error, from sums that one pass over the values gives.</summary>
internal ref struct WeightedLine
{
    private readonly ReadOnlySpan<float> _values;
    private readonly ReadOnlySpan<float> _weights;

    // Weighted sums: w of weights, x of values, l of codes.
    private readonly double _w, _wx, _wxx;
    private double _wl, _wll, _wxl;

    /// <summary>Takes values and a weight for each.</summary>
    /// <param name="values">A multiple of eight.</param>
    /// <param name="weights">None negative.</param>
    public WeightedLine(ReadOnlySpan<float> values, ReadOnlySpan<float> weights)
    {
        _values = values;
        _weights = weights;
        for (var i = 0; i < values.Length; i++)
        {
            double product = weights[i] * values[i];
            _w += weights[i];
            _wx += product;
            _wxx += product * values[i];
        }
    }

    /// <summary>Gives every value the code round((value - low) * inverse), from 0 to <paramref name="most"/>.</summary>
    public void Spread(float inverse, float low, int most)
    {
        var (wl, wll, wxl) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (factor, least, top) = (Vector256.Create(inverse), Vector256.Create(low), Vector256.Create((float)most));
        for (var i = 0; i < _values.Length; i += Vector256<float>.Count)
        {
            var x = Vector256.Create(_values[i..]);
            var code = Vector256.Min(Vector256.Max(Vector256.Round((x - least) * factor), Vector256<float>.Zero), top);
            var weighted = Vector256.Create(_weights[i..]) * code;
            wl += weighted;
            wll += weighted * code;
            wxl += weighted * x;
        }

        (_wl, _wll, _wxl) = (Vector256.Sum(wl), Vector256.Sum(wll), Vector256.Sum(wxl));
    }

    /// <summary>The line for the codes of the last spread; it does not begin above 0. Its scale is 0 where all codes are the same.</summary>
    public readonly (float Scale, float Offset) Fit()
    {
        var determinant = (_w * _wll) - (_wl * _wl);
        if (determinant <= 0)
            return (0, 0);
        var offset = ((_wll * _wx) - (_wl * _wxl)) / determinant;
        return offset > 0 ? ((float)(_wxl / _wll), 0) : ((float)(((_w * _wxl) - (_wx * _wl)) / determinant), (float)offset);
    }

    /// <summary>The weighted squared error of a line for the codes of the last spread.</summary>
    public readonly double Error(double scale, double offset) =>
        _wxx - (2 * ((scale * _wxl) + (offset * _wx))) + (scale * scale * _wll) + (2 * scale * offset * _wl) + (offset * offset * _w);
}
