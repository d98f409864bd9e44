namespace Atelier.Training.Optimizers;

/// <summary>Checks lists of decay rates.</summary>
internal static class Fractions
{
    /// <summary>The list itself, if it has the count and all its numbers lie in [0, 1).</summary>
    public static double[] Checked(double[] values, int count, string name) =>
        values.Length == count && values.All(v => v is >= 0 and < 1)
            ? values
            : throw new ArgumentException($"{name} is [{string.Join(", ", values)}]; {count} numbers in [0, 1) are needed.");
}
