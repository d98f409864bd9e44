namespace Atelier.Cli.Judging;

/// <summary>How the prompts of GenEval are worded.</summary>
internal enum GenEvalWording
{
    /// <summary>"a photo of ...", as in the benchmark.</summary>
    Plain,

    /// <summary>In free words, written by hand.</summary>
    Free,
}
