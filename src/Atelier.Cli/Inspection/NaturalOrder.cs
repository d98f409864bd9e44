using System.Globalization;

namespace Atelier.Cli.Inspection;

/// <summary>Orders names so that block 10 comes after block 9.</summary>
internal static class NaturalOrder
{
    public static StringComparer Comparer { get; } = StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering);
}
