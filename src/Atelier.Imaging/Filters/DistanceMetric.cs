namespace Atelier.Imaging;

/// <summary>How far two pixels are apart.</summary>
public enum DistanceMetric
{
    /// <summary>Columns plus rows.</summary>
    L1,

    /// <summary>The straight line.</summary>
    L2,

    /// <summary>The larger of columns and rows.</summary>
    C,
}
