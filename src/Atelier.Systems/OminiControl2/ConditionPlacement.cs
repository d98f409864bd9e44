using Atelier.Torch;

namespace Atelier.Systems.OminiControl2;

/// <summary>Where the tokens of a condition lie relative to those of the target. The plain one is aligned with it.</summary>
public sealed record ConditionPlacement
{
    /// <summary>Rows that the condition is moved down, in tokens.</summary>
    public double Rows { get; init; }

    /// <summary>Columns that the condition is moved right, in tokens; minus its width puts it at the left of the target.</summary>
    public double Columns { get; init; }

    /// <summary>Target tokens a side that one token stands for: 2 for a condition of half the target's size. It is put at their centre.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Units of the shift.</summary>
    public ShiftOrder Order { get; init; }

    /// <summary>At the target's own positions.</summary>
    public static ConditionPlacement Aligned { get; } = new();

    /// <summary>Left of the target, for subjects and styles.</summary>
    /// <param name="columns">Width of the condition in tokens.</param>
    public static ConditionPlacement LeftOf(int columns) => new() { Columns = -columns };

    /// <summary>A smaller condition spread over the target.</summary>
    /// <param name="scale">Sides of the target over those of the condition.</param>
    public static ConditionPlacement Compact(double scale) => new() { Scale = scale };

    /// <summary>True where the condition lies over some of the target.</summary>
    /// <param name="rows">Rows of the condition, tokens.</param>
    /// <param name="columns">Columns of the condition, tokens.</param>
    /// <param name="targetRows">Rows of the target, tokens.</param>
    /// <param name="targetColumns">Columns of the target, tokens.</param>
    public bool Covers(int rows, int columns, int targetRows, int targetColumns) =>
        Meets(rows, Rows, targetRows) && Meets(columns, Columns, targetColumns);

    /// <summary>Position ids of the condition's grid: 0, row, column. [rows columns, 3]</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not positive, or a side is below 1.</exception>
    public Tensor Positions(int rows, int columns, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Scale);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var ids = new float[rows * columns * 3];
        for (var i = 0; i < rows * columns; i++)
            (ids[(i * 3) + 1], ids[(i * 3) + 2]) = ((float)Place(i / columns, Rows), (float)Place(i % columns, Columns));
        return Tensor.From(ids, rows * columns, 3).To(device ?? Device.Cpu);
    }

    private bool Meets(int count, double shift, int target) =>
        Place(0, shift) - (Scale / 2) < target - 0.5 && Place(count - 1, shift) + (Scale / 2) > -0.5;

    // The centre of the target tokens that a token stands for.
    private double Place(int index, double shift) => Order == ShiftOrder.BeforeScale
        ? ((index + shift) * Scale) + ((Scale - 1) / 2)
        : (index * Scale) + ((Scale - 1) / 2) + shift;
}
