using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>One step of UniPC between two levels.</summary>
internal readonly struct UniPcStep
{
    private readonly bool _predictsData;
    private readonly SolverLevel _from;
    private readonly SolverLevel _to;
    private readonly double _signed;
    private readonly double _scale;

    public UniPcStep(UniPcOptions options, SolverLevel from, SolverLevel to)
    {
        (_predictsData, _from, _to) = (options.PredictData, from, to);
        H = to.Lambda - from.Lambda;
        _signed = _predictsData ? -H : H;
        _scale = options.Solver == UniPcSolverType.Bh1 ? _signed : ExpMinusOne(_signed);
    }

    /// <summary>Length in lambda.</summary>
    public double H { get; }

    /// <summary>The step: its exact part for a constant output, and a change of the output in units of B(h).</summary>
    public Tensor Move(Tensor x, Tensor output, Tensor? change)
    {
        var size = _predictsData ? _to.Alpha : _to.Sigma;
        var kept = _predictsData ? _to.Sigma / _from.Sigma : _to.Alpha / _from.Alpha;
        var next = kept * x - size * ExpMinusOne(_signed) * output;
        return change is null ? next : next - size * _scale * change;
    }

    /// <summary>The weights of as many differences as are asked, which make the step exact for polynomials (equation 10 of the paper).</summary>
    /// <param name="ratios">Where the differences lie, in units of the step.</param>
    /// <param name="count">Differences, at most as many as ratios.</param>
    public double[] Weights(double[] ratios, int count)
    {
        var matrix = new double[count, count];
        var right = new double[count];
        var phi = ExpMinusOne(_signed) / _signed - 1;
        var factorial = 1.0;
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < count; column++)
                matrix[row, column] = Math.Pow(ratios[column], row);
            right[row] = phi * factorial / _scale;
            factorial *= row + 2;
            phi = phi / _signed - 1 / factorial;
        }

        return Solve(matrix, right);
    }

    // e^x - 1 without the loss of digits near 0.
    private static double ExpMinusOne(double x) =>
        Math.Abs(x) < 1e-5 ? x * (1 + x / 2 * (1 + x / 3)) : Math.Exp(x) - 1;

    // Gaussian elimination with pivots, for at most three unknowns.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(r => Math.Abs(matrix[r, column]));
            for (var k = 0; k < n; k++)
                (matrix[column, k], matrix[pivot, k]) = (matrix[pivot, k], matrix[column, k]);
            (right[column], right[pivot]) = (right[pivot], right[column]);
            for (var row = column + 1; row < n; row++)
            {
                var factor = matrix[row, column] / matrix[column, column];
                for (var k = column; k < n; k++)
                    matrix[row, k] -= factor * matrix[column, k];
                right[row] -= factor * right[column];
            }
        }

        for (var row = n - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < n; k++)
                right[row] -= matrix[row, k] * right[k];
            right[row] /= matrix[row, row];
        }

        return right;
    }
}
