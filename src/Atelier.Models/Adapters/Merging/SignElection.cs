namespace Atelier.Models.Adapters.Merging;

/// <summary>How changes that disagree elect a sign.</summary>
public enum SignElection
{
    /// <summary>By their sum.</summary>
    Total,

    /// <summary>By the number of each sign.</summary>
    Frequency,
}
