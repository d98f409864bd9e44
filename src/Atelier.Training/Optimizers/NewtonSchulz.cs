using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>The nearest orthogonal matrix, roughly: singular values are driven to about 1 by an odd polynomial.</summary>
public static class NewtonSchulz
{
    /// <summary>Iterates X := aX + (bA + cA^2) X with A = X X^T, on the side with fewer rows.</summary>
    /// <param name="matrix">[rows, columns]</param>
    /// <param name="type">Type of the products.</param>
    /// <param name="steps">Iterations.</param>
    /// <param name="coefficients">a, b and c.</param>
    /// <param name="epsilon">Smallest norm that is divided by.</param>
    /// <returns>[rows, columns], contiguous, of the given type.</returns>
    public static Tensor Orthogonalize(Tensor matrix, ScalarType type, int steps, double[] coefficients, double epsilon)
    {
        var (a, b, c) = (coefficients[0], coefficients[1], coefficients[2]);
        var tall = matrix.Size(0) > matrix.Size(1);
        // Norm and quotient in the type that came: half-precision reductions are slow on a CPU, and less exact.
        var x = matrix.Div(matrix.Norm().Clamp(epsilon)).To(type);
        if (tall)
            x = x.Transpose(0, 1).Contiguous();
        for (var i = 0; i < steps; i++)
        {
            var gram = x.MatMul(x.Transpose(0, 1));
            var polynomial = gram.AddMm(gram, gram, b, c);
            x = x.AddMm(polynomial, x, a);
        }

        return tall ? x.Transpose(0, 1).Contiguous() : x;
    }

    /// <summary>The same for a stack of matrices in common products: fewer and larger calls, for a GPU.</summary>
    /// <param name="matrices">[count, rows, columns]</param>
    /// <param name="type">Type of the products.</param>
    /// <param name="steps">Iterations.</param>
    /// <param name="coefficients">a, b and c.</param>
    /// <param name="epsilon">Smallest norm that is divided by.</param>
    /// <returns>[count, rows, columns], of the given type.</returns>
    public static Tensor OrthogonalizeAll(Tensor matrices, ScalarType type, int steps, double[] coefficients, double epsilon)
    {
        var (a, b, c) = (coefficients[0], coefficients[1], coefficients[2]);
        var tall = matrices.Size(1) > matrices.Size(2);
        var x = matrices.Div(matrices.Norm(2, [1, 2], keep: true).Clamp(epsilon)).To(type);
        if (tall)
            x = x.Transpose(1, 2);
        for (var i = 0; i < steps; i++)
        {
            var gram = x.MatMul(x.Transpose(1, 2));
            var polynomial = gram.BAddBmm(gram, gram, b, c);
            x = x.BAddBmm(polynomial, x, a);
        }

        return tall ? x.Transpose(1, 2) : x;
    }
}
