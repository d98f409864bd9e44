namespace Atelier.Models.Adapters.Merging;

/// <summary>How low-rank changes of one layer become one.</summary>
public enum MergeKind
{
    /// <summary>Sums of the matrices A and of the matrices B; not the sum of the changes.</summary>
    Linear,

    /// <summary>The exact weighted sum, with the ranks added up.</summary>
    Cat,

    /// <summary>The weighted sum of the changes, cut to a rank.</summary>
    Svd,

    /// <summary>TIES of the matrices A and of the matrices B.</summary>
    Ties,

    /// <summary>TIES of the changes, cut to a rank.</summary>
    TiesSvd,

    /// <summary>Pruned sums of the matrices A and of the matrices B.</summary>
    MagnitudePrune,

    /// <summary>The pruned sum of the changes, cut to a rank.</summary>
    MagnitudePruneSvd,
}
